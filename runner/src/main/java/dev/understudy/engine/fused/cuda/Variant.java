package dev.understudy.engine.fused.cuda;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Other forms of some kernels, prepared and not yet decided on: each waits for its time on a GPU (docs/gpu-plan.md) and is off
 * unless it is asked for. Whoever asks finds it in the device's name, and so in the provenance of a run.
 */
public enum Variant {
    /** The teacher's update and θ's step in one kernel, and what an episode begins with in one fill. The same bits. */
    JOINED_UPDATES,
    /**
     * LSTMs of 2 to 4 cells with fused multiply-add, and reciprocals in place of IEEE divisions (FastCells.cu): the same to rounding. A run
     * repeats bit for bit on one sort of GPU; on another, whose shared memory has room for another form of the tape, it need not.
     */
    FAST_CELLS,
    /** The network's gradient with its plan in shared memory, no division in its loops, and walks over what is not zero. The same bits. */
    LEAN_NETWORK;

    /** As it is asked for, such as {@code joined-updates}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Those that are named, with commas between them.
     *
     * @param words null or blank for none
     * @throws IllegalArgumentException naming the first that is none
     */
    public static Set<Variant> parse(String words) {
        Set<Variant> chosen = EnumSet.noneOf(Variant.class);
        for (String word : words == null || words.isBlank() ? new String[0] : words.split(",", -1)) {
            chosen.add(Arrays.stream(values())
                    .filter(v -> v.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("'" + word.strip() + "' is no variant of the CUDA kernels")));
        }
        return Collections.unmodifiableSet(chosen);
    }

    /** In the order of the declaration, with commas, as {@link #parse} reads them. */
    public static String text(Set<Variant> variants) {
        return variants.stream().sorted().map(Variant::word).collect(Collectors.joining(","));
    }
}
