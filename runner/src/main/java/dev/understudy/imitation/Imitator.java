package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The imitator: a coordinatewise LSTM that acts as an optimizer. All coordinates share the weights φ and are computed
 * as one batch. Layer l has gates i, f, g, o (in this order, as PyTorch stacks them) and computes [I2] z = W_ih·x +
 * b_ih + W_hh·h + b_hh, [I4] i, f, o = σ(z), [I3] g = tanh(z), [I5] the cell, [I6] h. The head turns h of the last
 * layer into an update [I7], [I12].
 *
 * @param hidden sizes of the layers, bottom up; empty for the constant head
 * @param moments the averages of {@link Features#MOMENTS}; other features do not read it
 * @param gain the size of an update, the unit of every head but the gated one; 0, only until a config is resolved, for
 *     the teacher's learning rate
 * @param chrono chrono initialisation: 0 for PyTorch's initial weights, otherwise the number of steps up to which cells
 *     remember at first. The bias of gate f is log(τ − 1), τ log-uniform in 2 … chrono (Tallec and Ollivier, "Can
 *     recurrent neural networks warp time?", 2018). As there, gate i of every second cell is closed by as much, which
 *     makes the cell an average; the other cells keep their gate i, so that they can add up
 * @param teacherForcing teacher forcing: in training, Δ_{t−1} of the head is the teacher's update
 * @param time the first layer also reads, after the features, the progress of the rollout: [I23] the part of its
 *     planned steps, and [I24] the logarithm of the step; both are equal for all coordinates. Without them an imitator
 *     cannot follow a schedule
 * @param tensorScale the update of every tensor of the network is multiplied by a factor that depends on the size of
 *     the update and of the weights [I25], by two exponents at the end of φ. The update before the factor is carried
 * @param schedule all updates of a step are multiplied by a factor that depends on the progress of the rollout [I26],
 *     by four weights at the end of φ; requires time. The update before the factor is carried
 */
public record Imitator(
        List<Integer> hidden,
        Features features,
        Moments moments,
        Head head,
        double gain,
        int chrono,
        boolean teacherForcing,
        boolean time,
        boolean tensorScale,
        boolean schedule) {
    /** The inputs of the LSTM for each coordinate and step, and the signals that a head may multiply. */
    public enum Features {
        /** [I1] The raw gradient, which is also the signal. */
        GRADIENT,
        /** [I13], [I14] The gradient's magnitude and sign; the sign is the signal. Andrychowicz et al., 2016. */
        LOG_SIGN,
        /** [I22], [I14] The gradient's magnitude in nats and its sign; the gradient itself is the signal. */
        LOG_GRADIENT,
        /** [I15]–[I18] Signals from running averages, see {@link Moments}. */
        MOMENTS
    }

    /** How h becomes an update. */
    public enum Head {
        /** [I7] Δ̂_t = g_t·h_t[0] + Δ_{t−1}·h_t[1]: the source's head. */
        GATED,
        /**
         * [I12] Δ̂_t = gain·(w·h_t + b): an output that does not depend on a signal and can differ from zero without a
         * gradient.
         */
        SCALED,
        /**
         * [I12] Δ̂_t = gain·Σ_k s_k·(w_k·h_t + b_k) + Δ_{t−1}·γ, [I20] γ = w_K·h_t + b_K within ±0.999: gates for every
         * signal s and for the last update. Zero signals give a zero update.
         */
        ZERO_OUT,
        /**
         * [I12], [I21] The same, with the signals also multiplied by e^16a, a = w_{K+1}·h_t + b_{K+1} within ±1. A
         * divisor that spans many orders of magnitude becomes a sum of few numbers near 1.
         */
        EXPONENTIAL,
        /**
         * [I12] The gates of ZERO_OUT without h: constants. This is the control that shows how far the features alone
         * go.
         */
        CONSTANT
    }

    /** The expectation in the message that refuses a learning rate. */
    public static final String NO_GAIN =
            "none with head gated: its gates are the size of its updates, and no gain scales them";

    public Imitator {
        hidden = List.copyOf(hidden);
        if (head == Head.CONSTANT) {
            Checks.that(hidden.isEmpty(), "imitator.hidden", hidden, "[] with head constant, which has no LSTM");
        } else {
            Checks.that(!hidden.isEmpty() && hidden.size() <= 8, "imitator.hidden", hidden, "one to eight layer sizes");
            for (int size : hidden) {
                Checks.within("imitator.hidden", size, 1, 512);
            }
        }
        Checks.that(
                head != Head.GATED || hidden.get(hidden.size() - 1) >= 2,
                "imitator.hidden",
                hidden,
                "a last layer of 2 or more: the gated head reads two values");
        Checks.that(gain >= 0 && Double.isFinite(gain), "imitator.gain", gain, "0 or more");
        Checks.that(
                chrono == 0 || chrono >= 2 && chrono <= 1_000_000,
                "imitator.chrono",
                chrono,
                "0, or 2 to 1000000 steps");
        Checks.that(
                !time || head != Head.CONSTANT, "imitator.time", true, "false with head constant: no LSTM reads it");
    }

    /** An imitator without time, factors of tensors or a schedule. */
    public Imitator(
            List<Integer> hidden,
            Features features,
            Moments moments,
            Head head,
            double gain,
            int chrono,
            boolean teacherForcing) {
        this(hidden, features, moments, head, gain, chrono, teacherForcing, false, false, false);
    }

    /** An imitator with default moments, gain 1 and PyTorch's initial weights. */
    public Imitator(List<Integer> hidden, Features features, Head head, boolean teacherForcing) {
        this(hidden, features, Moments.DEFAULTS, head, 1, 0, teacherForcing);
    }

    /** A single-layer imitator that reads raw gradients and has the gated head; at hidden 2 it is the source's. */
    public static Imitator gated(int hidden) {
        return new Imitator(List.of(hidden), Features.GRADIENT, Head.GATED, false);
    }

    /** The same imitator without teacher forcing, which belongs to training. */
    public Imitator free() {
        return forced(false);
    }

    public Imitator forced(boolean teacherForcing) {
        return new Imitator(hidden, features, moments, head, gain, chrono, teacherForcing, time, tensorScale, schedule);
    }

    public Imitator withGain(double gain) {
        return new Imitator(hidden, features, moments, head, gain, chrono, teacherForcing, time, tensorScale, schedule);
    }

    public Imitator withTime(boolean time) {
        return new Imitator(hidden, features, moments, head, gain, chrono, teacherForcing, time, tensorScale, schedule);
    }

    public Imitator withTensorScale(boolean tensorScale) {
        return new Imitator(hidden, features, moments, head, gain, chrono, teacherForcing, time, tensorScale, schedule);
    }

    /**
     * True if a gain, and so a learning rate, scales its updates: for all heads but the gated one, whose gates alone
     * determine them.
     */
    public boolean hasLearningRate() {
        return head != Head.GATED;
    }

    public Imitator withSchedule(boolean schedule) {
        return new Imitator(hidden, features, moments, head, gain, chrono, teacherForcing, time, tensorScale, schedule);
    }

    /**
     * Checks factors of tensors and the schedule. A config calls this when the head is known, which may come from a
     * file.
     *
     * @throws Refusal for factors of tensors or a schedule with the gated head, and for a schedule without time
     */
    public void checkFactors() {
        Checks.that(
                !schedule || time && hasLearningRate(),
                "imitator.schedule",
                true,
                hasLearningRate()
                        ? "false without imitator.time, which it depends on"
                        : "false with head gated, which has no learning rate");
        Checks.that(
                !tensorScale || hasLearningRate(),
                "imitator.tensorScale",
                true,
                "false with head gated: it has no gain, which is the unit of an update");
    }

    /**
     * The same φ at another learning rate: all updates are rate/trained times as large for the same gradients, as those
     * of every teacher are. Only the gain changes, and the rest follows: the only updates that an imitator reads are
     * its own squares [I19], in units of the gain, and Δ̂_{t−1} in [I12], which has the factor already.
     *
     * @param trained the learning rate of the teacher that φ was trained on
     * @throws Refusal for the gated head, and if the gain leaves float32
     */
    public Imitator at(double rate, double trained) {
        Checks.that(hasLearningRate(), "imitator.learningRate", rate, NO_GAIN);
        double factor = rate / trained; // exactly 1 at the learning rate of the training
        Checks.that(
                (float) (gain * factor) > 0 && Float.isFinite((float) (gain * factor)),
                "imitator.learningRate",
                rate,
                "one at which the gain, " + gain + " at " + trained + ", is representable in float32");
        return withGain(gain * factor);
    }

    /**
     * F, the number of inputs of the first layer for each coordinate and step: the features, then two of time if it is
     * read.
     */
    public int inputs() {
        return featureInputs() + (time ? 2 : 0);
    }

    /** The number of inputs from features alone; also the index of the first input of time. */
    public int featureInputs() {
        return switch (features) {
            case GRADIENT -> 1;
            case LOG_SIGN, LOG_GRADIENT -> 2;
            case MOMENTS -> moments.inputs();
        };
    }

    /** K, the number of signals with gates of their own; 1 for the scaled head, whose signal is the constant one. */
    public int signals() {
        return head == Head.SCALED || features != Features.MOMENTS ? 1 : moments.signals();
    }

    /**
     * Rows of the head's weights and biases: one gate for each signal, one for Δ_{t−1} (not for the scaled head), and
     * the exponent of the exponential head; 0 for the gated head.
     */
    public int gates() {
        return switch (head) {
            case GATED -> 0;
            case SCALED -> 1;
            case ZERO_OUT, CONSTANT -> signals() + 1;
            case EXPONENTIAL -> signals() + 2;
        };
    }

    /**
     * Names of the components that have no effect with these features and this head; descriptions of an imitator leave
     * them out.
     */
    public static Set<String> unread(Features features, Head head) {
        Set<String> unread = new TreeSet<>();
        if (features != Features.MOMENTS) {
            unread.add("moments");
        }
        // The own scale of moments is in units of the gain, so with moments the gated head depends on it too.
        if (head == Head.GATED && features != Features.MOMENTS) {
            unread.add("gain");
        }
        if (head == Head.CONSTANT) {
            unread.add("chrono");
        }
        return unread;
    }

    /** The moments that each coordinate carries, in order. */
    public List<Moments.State> states() {
        return features == Features.MOMENTS ? moments.states() : List.of();
    }

    /**
     * True for the source's kind, which has neither computed features nor a computed head; engines may have special
     * kernels for it.
     */
    public boolean isPlain() {
        return features == Features.GRADIENT && head == Head.GATED && !time;
    }

    /** One tensor of φ: named as PyTorch names it, e.g. {@code weight_ih_l0}. */
    public record Part(String name, int rows, int columns, int offset) {
        public int size() {
            return rows * columns;
        }
    }

    /**
     * The tensors of φ in order, per layer: weight_ih [4H][inputs], weight_hh [4H][H], bias_ih [4H], bias_hh [4H];
     * then, if the head has gates, head_weight [gates][H] (not for the constant head) and head_bias [gates]; then, with
     * factors of tensors, tensor_scale [2]: the exponents of the size of the update and of the weights; and with a
     * schedule, schedule [4].
     */
    public List<Part> layout() {
        List<Part> parts = new ArrayList<>();
        int offset = 0;
        int inputs = inputs();
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
        if (gates() > 0 && !hidden.isEmpty()) {
            parts.add(new Part("head_weight", gates(), inputs, offset));
            offset += gates() * inputs;
        }
        if (gates() > 0) {
            parts.add(new Part("head_bias", gates(), 1, offset));
            offset += gates();
        }
        if (tensorScale) {
            parts.add(new Part("tensor_scale", 2, 1, offset));
            offset += 2;
        }
        if (schedule) {
            parts.add(new Part("schedule", LearnedSchedule.WEIGHTS, 1, offset));
        }
        return List.copyOf(parts);
    }

    /** The four tensors of layer l. */
    public List<Part> layer(int l) {
        return layout().subList(4 * l, 4 * l + 4);
    }

    /** The offset in φ of the head's weights; its biases follow directly. */
    public int headOffset() {
        return layout().stream()
                .filter(part -> part.name().startsWith("head"))
                .findFirst()
                .map(Part::offset)
                .orElse(weights());
    }

    /** The offset in φ of the two exponents of tensors' factors. */
    public int tensorScaleOffset() {
        return weights() - (schedule ? LearnedSchedule.WEIGHTS : 0) - 2;
    }

    /** The offset in φ of the four weights of the schedule. */
    public int scheduleOffset() {
        return weights() - LearnedSchedule.WEIGHTS;
    }

    /** H of the last layer, which the head reads; 0 without a layer. */
    public int top() {
        return hidden.isEmpty() ? 0 : hidden.get(hidden.size() - 1);
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

    /**
     * Initial φ. The LSTM's weights are uniform in ±1/√(the layer's hidden size) as in PyTorch [O2], except the biases
     * of gates f and i under chrono initialisation ({@link #chrono}). The head, the exponents of tensors' factors and
     * the schedule begin at zero, so that an untrained imitator makes no update.
     */
    public float[] initialWeights(long seed) {
        float[] phi = new float[weights()];
        int[] words = new int[phi.length];
        Philox.words(seed, Philox.PHI, 0, 0, 0, phi.length, words);
        for (int l = 0; l < hidden.size(); l++) {
            int size = hidden.get(l);
            float bound = (float) (1 / Math.sqrt(size));
            for (Part part : layer(l)) {
                for (int i = part.offset(); i < part.offset() + part.size(); i++) {
                    phi[i] = Formulas.initialWeight(Philox.uniform(words[i]), bound);
                }
            }
            if (chrono > 0) {
                remember(phi, size, layer(l).get(2).offset(), words);
            }
        }
        return phi;
    }

    /** Chrono initialisation changes bias_ih only: the cell adds both biases, so bias_hh stays as drawn. */
    private void remember(float[] phi, int size, int bias, int[] words) {
        for (int k = 0; k < size; k++) {
            double tau = 2 * Math.pow(chrono / 2.0, Philox.uniform(words[bias + k]));
            float logit = (float) Math.log(Math.max(tau - 1, 1e-3));
            if (k % 2 == 0) {
                phi[bias + k] = -logit;
            }
            phi[bias + size + k] = logit;
        }
    }
}
