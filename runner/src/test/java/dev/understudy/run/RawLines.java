package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** The lines of a run's file as they stand, for tests that look at its keys. */
public final class RawLines {
    private RawLines() {}

    public static List<JsonNode> read(Path file) {
        return List.copyOf(JsonLines.objects(file));
    }
}
