package dev.understudy.engine.fused.cuda.ptx;

import java.util.List;
import java.util.Map;

/** A module's kernels, read once. */
public final class Ptx {
    private final Map<String, Entry> entries;

    private Ptx(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** @throws IllegalArgumentException with the line that is not understood */
    public static Ptx of(String text) {
        return new Ptx(PtxText.entries(text));
    }

    /** In the order of the text. */
    public List<String> kernels() {
        return List.copyOf(entries.keySet());
    }

    /** @return null if none has that name */
    Entry entry(String kernel) {
        return entries.get(kernel);
    }

    /** Kinds of a kernel's arguments: Long, Integer or Float; null if no kernel has that name. */
    public List<Class<?>> parameters(String kernel) {
        Entry entry = entries.get(kernel);
        return entry == null
                ? null
                : entry.parameters().values().stream()
                        .<Class<?>>map(type -> switch (Kind.of(type)) {
                            case LONG -> Long.class;
                            case INT -> Integer.class;
                            case FLOAT -> Float.class;
                            default -> throw new IllegalArgumentException(kernel + ": a parameter is of type ." + type);
                        })
                        .toList();
    }
}
