package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The two last checkpoints of a trial. From the first save on there is at every moment, also in the middle of a save,
 * at least one good one on the disk.
 */
public final class Checkpoints {
    private final Path current;
    private final Path previous;
    private final Disk disk;
    /** Only a whole checkpoint may take the previous one's place. Unknown (null) until it was read or written. */
    private Boolean currentIsWhole;

    Checkpoints(Path directory) {
        this(directory, Disk.inUse());
    }

    Checkpoints(Path directory, Disk disk) {
        this.current = directory.resolve(RunDirectory.CHECKPOINT);
        this.previous = directory.resolve(RunDirectory.PREVIOUS_CHECKPOINT);
        this.disk = disk;
    }

    /** What {@link #save} did: {@link Written}, or {@link NotFinite} and nothing was written. */
    public sealed interface Saved permits Written, NotFinite {}

    /** The checkpoint is on the disk. */
    public record Written(long bytes) implements Saved {}

    /**
     * The first NaN or infinity in a snapshot, but for particles, which may blow up: the training has diverged.
     *
     * @param index into the tensor's data
     */
    public record NotFinite(String tensor, int index, float value) implements Saved {
        /** @return nothing if all values are finite */
        public static Optional<NotFinite> in(Map<String, Snapshot.Tensor> tensors) {
            for (Map.Entry<String, Snapshot.Tensor> entry : new TreeMap<>(tensors).entrySet()) {
                float[] data = entry.getValue().data();
                for (int i = 0; i < data.length && !Snapshot.mayBlowUp(entry.getKey()); i++) {
                    if (!Float.isFinite(data[i])) {
                        return Optional.of(new NotFinite(entry.getKey(), i, data[i]));
                    }
                }
            }
            return Optional.empty();
        }

        /** For a status or a message. */
        public String sentence() {
            return tensor + "[" + index + "] is " + value;
        }
    }

    /**
     * What {@link #load} found.
     *
     * @param file where from
     * @param note one line for the user if it is not the newest checkpoint: which, and why
     */
    public record Loaded(Snapshot snapshot, Path file, Optional<String> note) {}

    /**
     * Writes a checkpoint; the one of before becomes the previous one. A snapshot with NaN or infinities is not
     * written: the last good checkpoint stays.
     *
     * @param identity what the experiment is: only a run with the same fields may continue from here
     * @throws Fault resources or environment, as {@link AtomicFile#write}; the last good checkpoint is still there
     */
    public Saved save(Snapshot snapshot, SortedMap<String, String> identity) {
        Optional<NotFinite> notFinite = NotFinite.in(snapshot.tensors());
        if (notFinite.isPresent()) {
            return notFinite.get();
        }
        if (currentIsWhole == null) {
            currentIsWhole = exists(current) && CheckpointFile.isWhole(current);
        }
        Path former = currentIsWhole ? previous : null;
        currentIsWhole = null;
        long bytes = AtomicFile.write(disk, current, former, out -> CheckpointFile.write(out, snapshot, identity));
        currentIsWhole = true;
        return new Written(bytes);
    }

    /** As {@link #load(SortedMap, Set)}, where the names are left to the engine. */
    public Optional<Loaded> load(SortedMap<String, String> identity) {
        return load(identity, Set.of());
    }

    /**
     * The newest good checkpoint. If the newest is damaged or not finite, the previous one is taken and the note says
     * so.
     *
     * @param expected the tensors' names; empty if not known
     * @return nothing if there is no checkpoint
     * @throws Fault bad input if there are checkpoints and none is good; if the experiment or the format is another
     *     one, with every field that differs; if a tensor is missing or unknown
     */
    public Optional<Loaded> load(SortedMap<String, String> identity, Set<String> expected) {
        if (!exists(current) && !exists(previous)) {
            return Optional.empty();
        }
        Safetensors.Malformed wrong = new Safetensors.Malformed(
                "is missing, since the program ended while it was being replaced", "the newest checkpoint");
        if (exists(current)) {
            try {
                Snapshot snapshot = CheckpointFile.read(current, identity, expected);
                currentIsWhole = true;
                return Optional.of(new Loaded(snapshot, current, Optional.empty()));
            } catch (Safetensors.Malformed e) {
                wrong = e;
            }
        }
        currentIsWhole = false;
        if (!exists(previous)) {
            throw wrong.badInput(current.toString(), "there is no previous checkpoint; start again with --fresh");
        }
        try {
            Snapshot snapshot = CheckpointFile.read(previous, identity, expected);
            String note = current + " " + wrong.getMessage() + "; continuing from " + previous.getFileName()
                    + " at meta-step " + snapshot.metaStep();
            return Optional.of(new Loaded(snapshot, previous, Optional.of(note)));
        } catch (Safetensors.Malformed e) {
            throw Fault.badInput(
                    current.toString(),
                    wrong.found() + ", and " + previous + " " + e.found(),
                    "one checkpoint at least that is good",
                    "start again with --fresh",
                    e);
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
