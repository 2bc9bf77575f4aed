package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;

/**
 * The coordinatewise LSTM that acts as an optimizer: the same weights φ for every coordinate, all coordinates as one
 * batch. Layer l has gates i, f, g, o (in this order, as PyTorch stacks them) and computes [I2] z = W_ih·x + b_ih +
 * W_hh·h + b_hh, [I4] i, f, o = σ(z), [I3] g = tanh(z), [I5] the cell, [I6] h. The head turns the last layer's h into an
 * update [I7].
 *
 * @param hidden sizes of the layers, bottom up
 * @param supplyTruth teacher forcing: the head's Δ_{t−1} is the teacher's own, in training
 */
public record Imitator(List<Integer> hidden, Features features, Head head, boolean supplyTruth) {
    /** What the LSTM reads for each coordinate and step. */
    public enum Features {
        /** [I1] The raw gradient. */
        GRADIENT(1);

        private final int count;

        Features(int count) {
            this.count = count;
        }

        /** Numbers per coordinate and step. */
        public int count() {
            return count;
        }
    }

    /** How h becomes an update. */
    public enum Head {
        /** [I7] Δ̂_t = g_t·h_t[0] + Δ_{t−1}·h_t[1]. */
        GATED
    }

    public Imitator {
        hidden = List.copyOf(hidden);
        Checks.that(!hidden.isEmpty() && hidden.size() <= 8, "imitator.hidden", hidden, "one to eight layer sizes");
        for (int size : hidden) {
            Checks.within("imitator.hidden", size, 1, 512);
        }
        Checks.that(hidden.get(hidden.size() - 1) >= 2, "imitator.hidden", hidden, "a last layer of 2 or more: the gated head reads two values");
    }

    /** A single-layer imitator that reads raw gradients and gates them: the source's at hidden 2. */
    public static Imitator gated(int hidden) {
        return new Imitator(List.of(hidden), Features.GRADIENT, Head.GATED, false);
    }

    /** One tensor of φ: named as PyTorch names it, e.g. {@code weight_ih_l0}. */
    public record Part(String name, int rows, int columns, int offset) {
        public int size() {
            return rows * columns;
        }
    }

    /** φ in order, per layer: weight_ih [4H][inputs], weight_hh [4H][H], bias_ih [4H], bias_hh [4H]. */
    public List<Part> layout() {
        List<Part> parts = new ArrayList<>();
        int offset = 0;
        int inputs = features.count();
        for (int l = 0; l < hidden.size(); l++) {
            int size = hidden.get(l);
            String[] names = {"weight_ih", "weight_hh", "bias_ih", "bias_hh"};
            int[] columns = {inputs, size, 1, 1};
            for (int i = 0; i < 4; i++) {
                Part part = new Part(names[i] + "_l" + l, 4 * size, columns[i], offset);
                parts.add(part);
                offset += part.size();
            }
            inputs = size;
        }
        return List.copyOf(parts);
    }

    /** Number of weights in φ. */
    public int weights() {
        return layout().stream().mapToInt(Part::size).sum();
    }

    /** @throws IllegalArgumentException unless φ has as many weights as this imitator */
    public void checkWeights(float[] phi) {
        Checks.that(phi.length == weights(), "phi", phi.length + " weights", weights() + " for hidden " + hidden);
    }

    /** Sum of the layer sizes: numbers of h, and of c, that each coordinate carries. */
    public int carried() {
        return hidden.stream().mapToInt(Integer::intValue).sum();
    }

    /** Initial φ, uniform in ±1/√(the layer's hidden size) as in PyTorch [O2]. */
    public float[] initialWeights(long seed) {
        float[] phi = new float[weights()];
        int[] words = new int[phi.length];
        Philox.words(seed, Philox.PHI, 0, 0, 0, phi.length, words);
        for (Part part : layout()) {
            float bound = (float) (1 / Math.sqrt(part.rows() / 4.0));
            for (int i = part.offset(); i < part.offset() + part.size(); i++) {
                phi[i] = Formulas.initialWeight(Philox.uniform(words[i]), bound);
            }
        }
        return phi;
    }
}
