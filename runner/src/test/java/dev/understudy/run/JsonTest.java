package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    @TempDir
    Path directory;

    @Test
    void numbersThatAreNotFiniteAreNullHoweverDeepTheyLie() {
        assertThat(Json.tree(Map.of("a", List.of(Map.of("b", List.of(1.5, Double.NaN)))))
                        .toString())
                .isEqualTo("{\"a\":[{\"b\":[1.5,null]}]}");
    }

    @Test
    void aFileOfOneObjectEndsWithALineBreak() throws IOException {
        Path status = directory.resolve("status.json");
        Json.write(status, Json.MAPPER.createObjectNode().put("a", 1));
        assertThat(Files.readString(status)).endsWith("}\n");
        assertThat(Json.read(status).orElseThrow().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aTreeOfTheCallersIsLeftAloneWhenNullTakesThePlaceOfNaN() {
        JsonNode tree = Json.MAPPER.createObjectNode().put("x", Double.NaN);
        assertThat(Json.tree(tree).get("x").isNull()).isTrue();
        assertThat(tree.get("x").isDouble()).isTrue();
    }
}
