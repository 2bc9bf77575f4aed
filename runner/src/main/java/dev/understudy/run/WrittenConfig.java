package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.imitation.FormerNames;

/** Gives readers of a run's config.yaml, as a tree, the names of today for keys that an older version wrote. */
public final class WrittenConfig {
    private WrittenConfig() {}

    /** @return the same tree, changed; anything that is not a config remains as it is */
    public static JsonNode renamed(JsonNode config) {
        config.fields().forEachRemaining(section -> {
            if (section.getValue() instanceof ObjectNode keys) {
                ObjectNode before = keys.deepCopy();
                keys.removeAll();
                before.fields()
                        .forEachRemaining(entry ->
                                keys.set(FormerNames.today(section.getKey(), entry.getKey()), entry.getValue()));
            }
        });
        return config;
    }
}
