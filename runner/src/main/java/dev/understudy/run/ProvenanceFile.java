package dev.understudy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.time.Instant;

/**
 * provenance.json: {@code {"runs": [...]}} with one entry for each session that worked on the trial. A resume adds one
 * and leaves those of before as they are. An entry without {@code ended} was killed, or is at work.
 */
public final class ProvenanceFile implements AutoCloseable {
    private static final String RUNS = "runs";
    private final Path file;
    private final ObjectNode root;
    private final ObjectNode session;
    private final long startNanos = System.nanoTime();
    private boolean ended;

    private ProvenanceFile(Path file, ObjectNode root, ObjectNode session) {
        this.file = file;
        this.root = root;
        this.session = session;
    }

    /** Writes the session's entry. @throws Fault bad input if the file is there and not a provenance; as {@link AtomicFile#write} */
    static ProvenanceFile begin(Path file, Provenance provenance) {
        ObjectNode root = Json.read(file)
                .orElseGet(() -> Json.MAPPER.createObjectNode().set(RUNS, Json.MAPPER.createArrayNode()));
        if (!(root.get(RUNS) instanceof ArrayNode runs)) {
            throw Fault.badInput(
                    file + ": has no list \"runs\"; it was edited; repair it, or start again with --fresh");
        }
        ObjectNode session = runs.addObject();
        session.put("started", Instant.now().toString()).putNull("ended").putNull("seconds");
        session.setAll(Json.tree(provenance));
        Json.write(file, root);
        return new ProvenanceFile(file, root, session);
    }

    /** Writes when the session ended, and how long it took by the clock that never jumps. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            session.put("ended", Instant.now().toString()).put("seconds", (System.nanoTime() - startNanos) / 1e9);
            Json.write(file, root);
        }
    }
}
