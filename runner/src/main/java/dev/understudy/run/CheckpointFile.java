package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One checkpoint as a sealed safetensors file: the snapshot's tensors, and in the metadata what they belong to. */
final class CheckpointFile {
    /** Raise it whenever the meaning of a tensor or field changes. */
    static final int FORMAT = 1;

    private static final String META_STEP = "metaStep";
    /** Keeps an experiment's fields apart from ours. */
    private static final String IDENTITY = "identity.";

    private CheckpointFile() {}

    /** The file is not a good checkpoint, and an older one may be: the message says what is wrong with which file. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static void write(OutputStream out, Snapshot snapshot, SortedMap<String, String> identity) throws IOException {
        Map<String, TypedArray> arrays = new HashMap<>();
        snapshot.tensors().forEach((name, tensor) -> arrays.put(name, TypedArray.of(tensor)));
        Map<String, String> metadata = ownership(identity);
        metadata.put(META_STEP, Long.toString(snapshot.metaStep()));
        Safetensors.writeArrays(out, arrays, Seal.seal(arrays, metadata));
    }

    /**
     * @param expected the tensors' names; empty if not known
     * @throws Damaged if it is cut, changed, unreadable, or holds NaN or infinities
     * @throws Fault bad input if it is good, but another experiment's or with other tensors than expected
     */
    static Snapshot read(Path path, SortedMap<String, String> identity, Set<String> expected) throws Damaged {
        SafetensorsFile file = readSealed(path);
        checkOwnership(path, file.metadata(), identity);
        Map<String, Snapshot.Tensor> tensors = new HashMap<>();
        for (String name : file.names()) {
            if (file.dtype(name) != Dtype.F32) {
                throw Fault.badInput(path + ": entry " + name + " is " + file.dtype(name)
                        + "; a checkpoint holds F32 tensors only; start again with --fresh");
            }
            tensors.put(name, file.tensor(name));
        }
        checkNames(path, tensors.keySet(), expected);
        NotFinite notFinite = NotFinite.in(tensors).orElse(null);
        if (notFinite != null) {
            throw new Damaged(path + ": " + notFinite.sentence() + ", so the training had diverged", null);
        }
        return new Snapshot(metaStep(path, file.metadata()), tensors);
    }

    /** Whether it is whole; its owner is not looked at. */
    static boolean isWhole(Path path) {
        try {
            Seal.check(path);
            return true;
        } catch (IOException | Fault e) {
            return false;
        }
    }

    private static SafetensorsFile readSealed(Path path) throws Damaged {
        try {
            // The hash comes before any other look at the content: no flipped bit is ever taken for another experiment.
            Seal.check(path);
            return Safetensors.read(path);
        } catch (IOException e) {
            throw new Damaged(path + ": cannot be read (" + FileFault.reason(e) + ")", e);
        } catch (Fault e) {
            throw new Damaged(e.getMessage(), e);
        }
    }

    private static Map<String, String> ownership(SortedMap<String, String> identity) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("format", Integer.toString(FORMAT));
        fields.put("dtype", Dtype.F32.name());
        identity.forEach((field, value) -> fields.put(IDENTITY + field, value));
        return fields;
    }

    private static void checkOwnership(Path path, Map<String, String> metadata, SortedMap<String, String> identity) {
        Map<String, String> there = new TreeMap<>(metadata);
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
            throw Fault.badInput(path + ": belongs to another experiment: " + String.join("; ", differences)
                    + "; start again with --fresh, or give this experiment another name");
        }
    }

    private static void checkNames(Path path, Set<String> found, Set<String> expected) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        Set<String> unknown = new TreeSet<>(found);
        unknown.removeAll(expected);
        if (!expected.isEmpty() && !(missing.isEmpty() && unknown.isEmpty())) {
            throw Fault.badInput(path + ": " + (missing.isEmpty() ? "" : "lacks the tensors " + missing + "; ")
                    + (unknown.isEmpty() ? "" : "has unknown tensors " + unknown + "; ")
                    + "no state is made up or dropped on a resume; start again with --fresh");
        }
    }

    private static long metaStep(Path path, Map<String, String> metadata) throws Damaged {
        try {
            long metaStep = Long.parseLong(metadata.getOrDefault(META_STEP, "absent"));
            if (metaStep >= 0) {
                return metaStep;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw new Damaged(
                path + ": metaStep is " + metadata.get(META_STEP) + "; expected a whole number of at least 0", null);
    }
}
