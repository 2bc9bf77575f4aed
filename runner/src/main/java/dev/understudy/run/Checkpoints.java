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
 * Saves and loads the last two checkpoints of a trial. After the first save the disk always has at least one good
 * checkpoint, even in the middle of a save.
 */
public final class Checkpoints {
    private final Path current;
    private final Path previous;
    private final Disk disk;
    /**
     * Whether the current checkpoint is intact; only then may it become the previous one. Null until it was read or
     * written.
     */
    private Boolean currentIsWhole;

    Checkpoints(Path directory) {
        this(directory, Disk.inUse());
    }

    Checkpoints(Path directory, Disk disk) {
        this.current = directory.resolve(RunDirectory.CHECKPOINT);
        this.previous = directory.resolve(RunDirectory.PREVIOUS_CHECKPOINT);
        this.disk = disk;
    }

    /** Result of {@link #save}: {@link Written}, or {@link NotFinite} if nothing was written. */
    public sealed interface Saved permits Written, NotFinite {}

    /** The checkpoint is on the disk. */
    public record Written(long bytes) implements Saved {}

    /**
     * The first NaN or infinity in a snapshot: the training has diverged. Particles are not checked, since they may
     * diverge.
     *
     * @param index into the tensor's data
     */
    public record NotFinite(String tensor, int index, float value) implements Saved {
        /** @return empty if all values are finite */
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

        /** A sentence for a status or a message. */
        public String sentence() {
            return tensor + "[" + index + "] is " + value;
        }
    }

    /**
     * Result of {@link #load}.
     *
     * @param file the checkpoint's file
     * @param note one line for the user if this is not the newest checkpoint, with the reason
     */
    public record Loaded(Snapshot snapshot, Path file, Optional<String> note) {}

    /**
     * Writes a checkpoint; the current one becomes the previous one. A snapshot with NaN or infinities is not written,
     * so the last good checkpoint remains.
     *
     * @param identity of the experiment: only a run with equal fields may continue from this checkpoint
     * @throws Fault resources or environment, as {@link AtomicFile#write}; the last good checkpoint remains
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

    /**
     * Loads as {@link #load(SortedMap, Set)} does, but does not compare the tensors' names with expected ones; the
     * engine does.
     */
    public Optional<Loaded> load(SortedMap<String, String> identity) {
        return load(identity, Set.of());
    }

    /**
     * The newest good checkpoint. If the newest is damaged or not finite, the previous one is loaded and the note says
     * so.
     *
     * @param expected the tensors' names; empty if not known
     * @return empty if there is no checkpoint
     * @throws Fault bad input if checkpoints exist but all are bad; if the experiment or the format differs, with every
     *     field that differs; if a tensor is missing or unknown
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
