package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.FormerNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads and writes one checkpoint as a sealed safetensors file: the snapshot's tensors, with the identity of their
 * experiment in the metadata.
 */
final class CheckpointFile {
    /** To be raised whenever the meaning of a tensor or field changes. */
    static final int FORMAT = 1;

    private static final String META_STEP = "metaStep";
    private static final String FRESH = "start again with --fresh";
    /** Prefix of the experiment's fields, which separates them from this class's own. */
    private static final String IDENTITY = "identity.";

    private CheckpointFile() {}

    static void write(OutputStream out, Snapshot snapshot, SortedMap<String, String> identity) throws IOException {
        Map<String, TypedArray> arrays = new HashMap<>();
        snapshot.tensors().forEach((name, tensor) -> arrays.put(name, TypedArray.of(tensor)));
        Map<String, String> metadata = ownership(identity);
        metadata.put(META_STEP, Long.toString(snapshot.metaStep()));
        Safetensors.writeArrays(out, arrays, Seal.seal(arrays, metadata));
    }

    /**
     * Reads a checkpoint.
     *
     * @param expected the tensors' names; empty if not known
     * @throws Safetensors.Malformed if it is cut, changed, unreadable, or holds NaN or infinities
     * @throws Fault bad input if it is intact but of another experiment, or has other tensors than expected
     */
    static Snapshot read(Path path, SortedMap<String, String> identity, Set<String> expected)
            throws Safetensors.Malformed {
        Safetensors file = readSealed(path);
        checkOwnership(path, file.metadata(), identity);
        Map<String, Snapshot.Tensor> tensors = new HashMap<>();
        for (String name : file.names()) {
            if (file.dtype(name) != TypedArray.Dtype.F32) {
                throw Fault.badInput(
                        path.toString(),
                        "has entry " + name + " of dtype " + file.dtype(name),
                        "F32 tensors only, as in every checkpoint",
                        FRESH);
            }
            tensors.put(name, file.tensor(name));
        }
        checkNames(path, tensors.keySet(), expected);
        Checkpoints.NotFinite notFinite = Checkpoints.NotFinite.in(tensors).orElse(null);
        if (notFinite != null) {
            throw new Safetensors.Malformed(
                    "is of a training that had diverged (" + notFinite.sentence() + ")", "finite numbers");
        }
        return new Snapshot(metaStep(file.metadata()), tensors);
    }

    /** Whether it is intact; its experiment is not compared. */
    static boolean isWhole(Path path) {
        try {
            Seal.check(path);
            return true;
        } catch (IOException | Safetensors.Malformed e) {
            return false;
        }
    }

    private static Safetensors readSealed(Path path) throws Safetensors.Malformed {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // The hash is checked before the content is read, so a flipped bit is never mistaken for another
            // experiment.
            Seal.check(channel, channel.size());
            return Safetensors.read(path.toString(), channel.position(0), channel.size());
        } catch (IOException e) {
            throw new Safetensors.Malformed(
                    "cannot be read (" + FileFault.reason(e) + ")", "a file that may be read", e);
        }
    }

    private static Map<String, String> ownership(SortedMap<String, String> identity) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("format", Integer.toString(FORMAT));
        fields.put("dtype", TypedArray.Dtype.F32.name());
        identity.forEach((field, value) -> fields.put(IDENTITY + field, value));
        return fields;
    }

    private static void checkOwnership(Path path, Map<String, String> metadata, SortedMap<String, String> identity) {
        Map<String, String> there = FormerNames.renamed(metadata, IDENTITY);
        there.keySet().removeAll(Set.of(META_STEP, Seal.KEY));
        Map<String, String> here = ownership(identity);
        Set<String> fields = new TreeSet<>(there.keySet());
        fields.addAll(here.keySet());
        List<String> differences = new ArrayList<>();
        for (String field : fields) {
            String before = there.getOrDefault(field, "absent");
            String now = here.getOrDefault(field, "absent");
            if (!before.equals(now)) {
                String name = field.startsWith(IDENTITY) ? field.substring(IDENTITY.length()) : field;
                differences.add(name + " was " + before + " and is now " + now);
            }
        }
        if (!differences.isEmpty()) {
            throw Fault.badInput(
                    path.toString(),
                    "belongs to another experiment (" + String.join("; ", differences) + ")",
                    "a checkpoint of this one",
                    "start again with --fresh, or give this experiment another name");
        }
    }

    private static void checkNames(Path path, Set<String> found, Set<String> expected) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        Set<String> unknown = new TreeSet<>(found);
        unknown.removeAll(expected);
        if (!expected.isEmpty() && !(missing.isEmpty() && unknown.isEmpty())) {
            throw Fault.badInput(
                    path.toString(),
                    (missing.isEmpty() ? "" : "lacks the tensors " + missing)
                            + (missing.isEmpty() || unknown.isEmpty() ? "" : " and ")
                            + (unknown.isEmpty() ? "" : "has unknown tensors " + unknown),
                    "exactly those of this training, since a resume neither adds nor drops state",
                    FRESH);
        }
    }

    private static long metaStep(Map<String, String> metadata) throws Safetensors.Malformed {
        try {
            long metaStep = Long.parseLong(metadata.getOrDefault(META_STEP, "absent"));
            if (metaStep >= 0) {
                return metaStep;
            }
        } catch (NumberFormatException e) {
            // Reported below, as for a negative number.
        }
        throw new Safetensors.Malformed("has metaStep " + metadata.get(META_STEP), "a whole number of at least 0");
    }
}
