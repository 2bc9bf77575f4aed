package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * provenance.json: {@code {"format": 2, "runs": [...]}} with one {@link Provenance} for each session that worked on the
 * trial. A resume adds one and leaves those of before as they are, whichever version wrote them.
 */
public final class ProvenanceFile implements AutoCloseable {
    private final Path file;
    private final List<JsonNode> before;
    private final Provenance session;
    private final long startNanos = System.nanoTime();
    private boolean ended;

    private ProvenanceFile(Path file, List<JsonNode> before, Provenance session) {
        this.file = file;
        this.before = before;
        this.session = session;
    }

    /** What the file holds. @param runs one for each session, in their order */
    public record Content(@JsonProperty(required = true) List<JsonNode> runs) {
        public Content {
            runs = List.copyOf(runs);
        }
    }

    /** Writes the session's entry. @throws Fault bad input if the file is there and not a provenance; as {@link AtomicFile#write} */
    static ProvenanceFile begin(Path file, Provenance provenance) {
        List<JsonNode> before = Json.read(file).map(root -> runs(file, root)).orElse(List.of());
        ProvenanceFile begun = new ProvenanceFile(file, before, provenance);
        begun.write(provenance);
        return begun;
    }

    /** @return nothing where there is no file or no session in it. @throws Fault bad input if it is not a provenance */
    public static Optional<Provenance> lastSession(Path file) {
        List<JsonNode> runs = Json.read(file).map(root -> runs(file, root)).orElse(List.of());
        try {
            return runs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RunFormat.read(runs.get(runs.size() - 1), Provenance.class, file.toString()));
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    file.toString(),
                    "was edited (" + e.getMessage() + ")",
                    "a session at the end of its list runs",
                    "repair it, or start again with --fresh",
                    e);
        }
    }

    private static List<JsonNode> runs(Path file, ObjectNode root) {
        try {
            return RunFormat.read(root, Content.class, file.toString()).runs();
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    file.toString(),
                    "was edited (" + e.getMessage() + ")",
                    "a list named runs",
                    "repair it, or start again with --fresh",
                    e);
        }
    }

    private void write(Provenance provenance) {
        List<JsonNode> runs = new ArrayList<>(before);
        runs.add(Json.tree(provenance));
        Json.write(file, RunFormat.stamped(new Content(runs)));
    }

    /** Writes when the session ended, and how long it took by the clock that never jumps. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            write(session.over((System.nanoTime() - startNanos) / 1e9));
        }
    }
}
