package dev.understudy.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/** The unparsed lines of a run's file, for tests of its keys. */
public final class RawLines {
    private RawLines() {}

    public static List<JsonNode> read(Path file) {
        return List.copyOf(JsonLines.objects(file));
    }
}
