package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lays out the weights φ of a trained imitator anew for one with more inputs or outputs: time, more averages, an
 * exponent, factors of tensors, a schedule. The extended imitator makes the same updates as before until it learns to
 * use them. Each old weight is copied to the place of the input or gate that it belongs to, found by meaning and not by
 * index, and new weights are zero. So the sums gain only zero terms: if the old decay rates keep their order, every
 * update is equal bit for bit on the CPU; in another order, or with fused products, it is equal up to rounding.
 */
public final class Extension {
    /**
     * The meaning of a number that the first layer reads or the head multiplies.
     *
     * @param numerator of a signal; null for g itself, and in a magnitude
     * @param scale of a signal; in a magnitude, the scale or average that it is of; null for the raw one
     */
    private record Reading(boolean magnitude, Moments.State numerator, Moments.State scale) {}

    private final Imitator from;
    private final Imitator to;

    private Extension(Imitator from, Imitator to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The name of the first component in which {@code to} neither equals nor extends {@code from}; empty if φ of {@code
     * from} can be laid out for {@code to}. The gain is not compared, since a change of it is a change of the learning
     * rate ({@link Imitator#at}).
     */
    public static Optional<String> refused(Imitator from, Imitator to) {
        boolean grows = from.head() == Imitator.Head.ZERO_OUT && to.head() == Imitator.Head.EXPONENTIAL;
        if (!from.hidden().equals(to.hidden())) {
            return Optional.of("hidden");
        }
        if (from.features() != to.features()) {
            return Optional.of("features");
        }
        if (!from.moments().equals(to.moments())
                && (from.features() != Imitator.Features.MOMENTS || !extended(from.moments(), to.moments()))) {
            return Optional.of("moments");
        }
        if (from.head() != to.head() && !grows) {
            return Optional.of("head");
        }
        if (from.chrono() != to.chrono()) {
            return Optional.of("chrono");
        }
        if (from.teacherForcing() != to.teacherForcing()) {
            return Optional.of("teacherForcing");
        }
        if (from.time() && !to.time()) {
            return Optional.of("time");
        }
        if (from.tensorScale() && !to.tensorScale()) {
            return Optional.of("tensorScale");
        }
        return from.schedule() && !to.schedule() ? Optional.of("schedule") : Optional.empty();
    }

    /** True if the only difference is added decay rates. */
    private static boolean extended(Moments from, Moments to) {
        Moments same = new Moments(from.first(), from.second(), to.corrected(), to.raw(), to.sum(), to.own());
        return same.equals(from)
                && !places(from.first(), to.first()).contains(-1)
                && !places(from.second(), to.second()).contains(-1);
    }

    /**
     * Lays out φ of one imitator for another, which extends it.
     *
     * @param phi [W of from], not changed
     * @return [W of to]
     * @throws Refusal if phi has another size, or if {@link #refused} names a component
     */
    public static float[] of(Imitator from, float[] phi, Imitator to) {
        from.checkWeights(phi);
        Optional<String> refused = refused(from, to);
        Checks.that(
                refused.isEmpty(),
                "imitator." + refused.orElse(""),
                to,
                "the value that φ was trained with, or more: " + from);
        return new Extension(from, to).of(phi);
    }

    private float[] of(float[] phi) {
        float[] wide = new float[to.weights()];
        List<Imitator.Part> parts = from.layout();
        for (int k = 0; k < parts.size(); k++) {
            Imitator.Part old = parts.get(k);
            Imitator.Part now = named(to, old.name());
            boolean ofHead = old.name().startsWith("head");
            List<Integer> rows = ofHead ? gates() : upTo(old.rows());
            List<Integer> columns = k == 0 && !ofHead ? places(readings(from), readings(to)) : upTo(old.columns());
            for (int row = 0; row < old.rows(); row++) {
                for (int column = 0; column < old.columns(); column++) {
                    wide[now.offset() + rows.get(row) * now.columns() + columns.get(column)] =
                            phi[old.offset() + row * old.columns() + column];
                }
            }
        }
        return wide;
    }

    private static Imitator.Part named(Imitator imitator, String name) {
        return imitator.layout().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The new index of each old gate: those of the signals, then that of the last update, then the exponent's. */
    private List<Integer> gates() {
        if (from.gates() == 1) {
            return List.of(0); // the one gate of the scaled head
        }
        List<Integer> places = new ArrayList<>(
                from.features() == Imitator.Features.MOMENTS
                        ? places(signals(from.moments()), signals(to.moments()))
                        : upTo(from.signals()));
        places.add(to.signals());
        if (from.gates() > from.signals() + 1) {
            places.add(to.signals() + 1);
        }
        return places;
    }

    private static List<Integer> upTo(int n) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            places.add(i);
        }
        return places;
    }

    /** For each old element the index of the first equal new one that is not taken yet; −1 if none is left. */
    private static <T> List<Integer> places(List<T> old, List<T> now) {
        boolean[] taken = new boolean[now.size()];
        Integer[] places = new Integer[old.size()];
        Arrays.fill(places, -1);
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; places[i] < 0 && j < taken.length; j++) {
                if (!taken[j] && Objects.equals(old.get(i), now.get(j))) {
                    taken[j] = true;
                    places[i] = j;
                }
            }
        }
        return List.of(places);
    }

    /**
     * The inputs of the first layer, in order. Features without decay rates do not change, so an index identifies them.
     */
    private static List<Object> readings(Imitator imitator) {
        List<Object> readings = new ArrayList<>(
                imitator.features() == Imitator.Features.MOMENTS
                        ? signals(imitator.moments())
                        : upTo(imitator.featureInputs()));
        if (imitator.features() == Imitator.Features.MOMENTS) {
            for (Moments.State scale : scales(imitator.moments())) {
                if (scale != null) {
                    readings.add(new Reading(true, null, scale));
                }
            }
            for (Moments.State average : numerators(imitator.moments())) {
                if (average != null) {
                    readings.add(new Reading(true, null, average));
                }
            }
        }
        if (imitator.time()) {
            readings.addAll(List.of("progress", "logarithm"));
        }
        return readings;
    }

    /**
     * The signals that the head multiplies with features of moments, in order: for each scale, every numerator over it.
     */
    private static List<Object> signals(Moments moments) {
        List<Object> signals = new ArrayList<>();
        for (Moments.State scale : scales(moments)) {
            for (Moments.State numerator : numerators(moments)) {
                signals.add(new Reading(false, numerator, scale));
            }
        }
        return signals;
    }

    /** g (as null), then the first moments. */
    private static List<Moments.State> numerators(Moments moments) {
        List<Moments.State> numerators = new ArrayList<>();
        numerators.add(null);
        moments.first().forEach(rate -> numerators.add(new Moments.State(Moments.Sort.FIRST, rate)));
        return numerators;
    }

    /** The raw scale (as null), then the others by the state that each is computed from. */
    private static List<Moments.State> scales(Moments moments) {
        List<Moments.State> scales = new ArrayList<>();
        if (moments.raw()) {
            scales.add(null);
        }
        moments.second().forEach(rate -> scales.add(new Moments.State(Moments.Sort.SECOND, rate)));
        if (moments.sum()) {
            scales.add(new Moments.State(Moments.Sort.SUM, 1));
        }
        if (moments.own() > 0) {
            scales.add(new Moments.State(Moments.Sort.OWN_GRADIENT, moments.own()));
        }
        return scales;
    }
}
