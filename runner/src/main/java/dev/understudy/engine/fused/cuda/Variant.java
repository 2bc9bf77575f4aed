package dev.understudy.engine.fused.cuda;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Alternative forms of some kernels that have not been measured on a GPU yet (docs/gpu-plan.md). Each is off unless it
 * is asked for, and then part of the device's name, and so of a run's provenance.
 */
public enum Variant {
    /** The teacher's update and θ's step in one kernel, and one fill for the start of an episode. The same bits. */
    JOINED_UPDATES,
    /**
     * LSTMs of 2 to 4 cells with fused multiply-add, and reciprocals instead of IEEE divisions (FastCells.cu): equal to
     * the usual form up to rounding. A run repeats bit for bit on one type of GPU, but not always on another, whose
     * shared memory may have room for another form of the tape.
     */
    FAST_CELLS,
    /**
     * The network's gradient with its plan in shared memory, without divisions in its loops, and visiting non-zero
     * values only. The same bits.
     */
    LEAN_NETWORK;

    /** The variant's name for users, for example {@code joined-updates}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The variants in a comma-separated list.
     *
     * @param words null or blank for none
     * @throws IllegalArgumentException naming the first unknown variant
     */
    public static Set<Variant> parse(String words) {
        Set<Variant> chosen = EnumSet.noneOf(Variant.class);
        for (String word : words == null || words.isBlank() ? new String[0] : words.split(",", -1)) {
            chosen.add(Arrays.stream(values())
                    .filter(v -> v.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + word.strip() + "' is not a variant of the CUDA kernels")));
        }
        return Collections.unmodifiableSet(chosen);
    }

    /** In the order of the declaration, separated by commas, as {@link #parse} reads them. */
    public static String text(Set<Variant> variants) {
        return variants.stream().sorted().map(Variant::word).collect(Collectors.joining(","));
    }
}
