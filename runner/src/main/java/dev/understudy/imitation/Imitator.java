package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The coordinatewise LSTM that acts as an optimizer: the same weights φ for every coordinate, all coordinates as one
 * batch. Layer l has gates i, f, g, o (in this order, as PyTorch stacks them) and computes [I2] z = W_ih·x + b_ih +
 * W_hh·h + b_hh, [I4] i, f, o = σ(z), [I3] g = tanh(z), [I5] the cell, [I6] h. The head turns the last layer's h into an
 * update [I7], [I12].
 *
 * @param hidden sizes of the layers, bottom up; none beside the constant head
 * @param moments the averages behind {@link Features#MOMENTS}; other features do not read it
 * @param gain the size of an update, the unit of every head but the gated one; 0, only until a config is resolved, for the
 *     teacher's learning rate
 * @param memory 0 for PyTorch's initial weights; else the number of steps up to which cells remember at first: the bias of
 *     gate f is log(τ − 1), τ log-uniform in 2 … memory (Tallec and Ollivier, "Can recurrent neural networks warp time?", 2018). As there, every
 *     second cell's gate i is closed by as much, which makes an average; the others' stays as it is, so that they may add up
 * @param supplyTruth teacher forcing: the head's Δ_{t−1} is the teacher's own, in training
 * @param time the first layer also reads, behind the features, how far the drive is: [I23] the part of its planned steps, and [I24] the
 *     logarithm of the step; both equal for all coordinates. Without it nothing tells an imitator what a schedule could follow
 * @param tensorScale the update of every tensor of the network is multiplied by a factor of its size and of its weights' [I25], by two
 *     exponents, the last of φ. What is carried is the update before it
 * @param schedule all updates of a step are multiplied by a factor of how far the drive is [I26], by four weights, the last of φ; beside time. What is carried is
 *     the update before it
 */
public record Imitator(
        List<Integer> hidden,
        Features features,
        Moments moments,
        Head head,
        double gain,
        int memory,
        boolean supplyTruth,
        boolean time,
        boolean tensorScale,
        boolean schedule) {
    /** What the LSTM reads for each coordinate and step, and the signals that a head may multiply. */
    public enum Features {
        /** [I1] The raw gradient; it is the signal as well. */
        GRADIENT,
        /** [I13], [I14] The gradient's magnitude and sign; the sign is the signal. Andrychowicz et al., 2016. */
        LOG_SIGN,
        /** [I22], [I14] The gradient's magnitude in nats and its sign; the gradient itself is the signal. */
        LOG_GRADIENT,
        /** [I15]–[I18] See {@link Moments}. */
        MOMENTS
    }

    /** How h becomes an update. */
    public enum Head {
        /** [I7] Δ̂_t = g_t·h_t[0] + Δ_{t−1}·h_t[1]: the source's. */
        GATED,
        /** [I12] Δ̂_t = gain·(w·h_t + b): an output of its own, also where there is no gradient. */
        SCALED,
        /** [I12] Δ̂_t = gain·Σ_k s_k·(w_k·h_t + b_k) + Δ_{t−1}·γ, [I20] γ = w_K·h_t + b_K within ±0.999: gates for every signal s and for the last update; zero in, zero out. */
        ZERO_OUT,
        /**
         * [I12], [I21] The same, and the signals are multiplied by e^16a as well, a = w_{K+1}·h_t + b_{K+1} within ±1: what a rule divides
         * by, over many orders of magnitude, is then a sum of few numbers near 1.
         */
        EXPONENTIAL,
        /** [I12] The gates of ZERO_OUT without h: constants. The control that shows what the features alone can do. */
        CONSTANT
    }

    /** What is expected in place of a learning rate. */
    public static final String NO_GAIN =
            "none beside head gated: its gates are the size of its updates, and no gain scales them";

    public Imitator {
        hidden = List.copyOf(hidden);
        if (head == Head.CONSTANT) {
            Checks.that(hidden.isEmpty(), "imitator.hidden", hidden, "[] beside head constant, which has no LSTM");
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
                memory == 0 || memory >= 2 && memory <= 1_000_000,
                "imitator.memory",
                memory,
                "0, or 2 to 1000000 steps");
        Checks.that(
                !time || head != Head.CONSTANT, "imitator.time", true, "false beside head constant: no LSTM reads it");
    }

    /** Without time, and without factors of tensors. */
    public Imitator(
            List<Integer> hidden,
            Features features,
            Moments moments,
            Head head,
            double gain,
            int memory,
            boolean supplyTruth) {
        this(hidden, features, moments, head, gain, memory, supplyTruth, false, false, false);
    }

    /** With the source's features and head. */
    public Imitator(List<Integer> hidden, Features features, Head head, boolean supplyTruth) {
        this(hidden, features, Moments.DEFAULTS, head, 1, 0, supplyTruth);
    }

    /** A single-layer imitator that reads raw gradients and gates them: the source's at hidden 2. */
    public static Imitator gated(int hidden) {
        return new Imitator(List.of(hidden), Features.GRADIENT, Head.GATED, false);
    }

    /** Without teacher forcing, which belongs to training. */
    public Imitator free() {
        return forced(false);
    }

    public Imitator forced(boolean supplyTruth) {
        return new Imitator(hidden, features, moments, head, gain, memory, supplyTruth, time, tensorScale, schedule);
    }

    public Imitator withGain(double gain) {
        return new Imitator(hidden, features, moments, head, gain, memory, supplyTruth, time, tensorScale, schedule);
    }

    public Imitator withTime(boolean time) {
        return new Imitator(hidden, features, moments, head, gain, memory, supplyTruth, time, tensorScale, schedule);
    }

    public Imitator withTensorScale(boolean tensorScale) {
        return new Imitator(hidden, features, moments, head, gain, memory, supplyTruth, time, tensorScale, schedule);
    }

    /** Whether a gain scales its updates, and a learning rate with it: all but the gated head, whose gates are all there is. */
    public boolean hasLearningRate() {
        return head != Head.GATED;
    }

    public Imitator withSchedule(boolean schedule) {
        return new Imitator(hidden, features, moments, head, gain, memory, supplyTruth, time, tensorScale, schedule);
    }

    /** @throws Refusal for factors beside the gated head, and a schedule without time. A config asks when the head is known, which may be a file's */
    public void checkFactors() {
        Checks.that(
                !schedule || time && hasLearningRate(),
                "imitator.schedule",
                true,
                hasLearningRate()
                        ? "false without imitator.time, by which it goes"
                        : "false beside head gated, which has no learning rate");
        Checks.that(
                !tensorScale || hasLearningRate(),
                "imitator.tensorScale",
                true,
                "false beside head gated: it has no gain, in units of which an update is large or small");
    }

    /**
     * The imitator that φ is at another learning rate: all its updates are rate/trained times as large for the same gradients, as those of
     * every teacher are. Only the gain changes, since the rest follows: of updates an imitator reads its own squares [I19] alone, in units of
     * the gain, and Δ̂_{t−1} in [I12] has the factor already.
     *
     * @param trained the learning rate of the teacher that φ was trained on
     * @throws Refusal for the gated head, and where the gain leaves float32
     */
    public Imitator at(double rate, double trained) {
        Checks.that(hasLearningRate(), "imitator.learningRate", rate, NO_GAIN);
        double factor = rate / trained; // exactly 1 at the rate that φ was trained at
        Checks.that(
                (float) (gain * factor) > 0 && Float.isFinite((float) (gain * factor)),
                "imitator.learningRate",
                rate,
                "one at which the gain, " + gain + " at " + trained + ", is a number of float32");
        return withGain(gain * factor);
    }

    /** F, the numbers that the first layer reads for each coordinate and step: the features, and behind them perhaps two of time. */
    public int inputs() {
        return featureInputs() + (time ? 2 : 0);
    }

    /** Those of the features alone; where time is read, the place of its first number. */
    public int featureInputs() {
        return switch (features) {
            case GRADIENT -> 1;
            case LOG_SIGN, LOG_GRADIENT -> 2;
            case MOMENTS -> moments.inputs();
        };
    }

    /** K, the signals that the head multiplies by gates of their own; 1, which is constantly one, for the scaled head. */
    public int signals() {
        return head == Head.SCALED || features != Features.MOMENTS ? 1 : moments.signals();
    }

    /**
     * Rows of the head's weights and biases: a gate for each signal, but for the scaled head one for Δ_{t−1}, and for the exponential one the
     * exponent; none for the gated head.
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
     * Names of the components that no imitator of these features and this head reads, whatever they hold: whoever tells a reader
     * what an imitator is leaves them out.
     */
    public static Set<String> unread(Features features, Head head) {
        Set<String> unread = new TreeSet<>();
        if (features != Features.MOMENTS) {
            unread.add("moments");
        }
        // The moments' own scale is in units of the gain, so there the gated head's imitator reads it as well.
        if (head == Head.GATED && features != Features.MOMENTS) {
            unread.add("gain");
        }
        if (head == Head.CONSTANT) {
            unread.add("memory");
        }
        return unread;
    }

    /** The moments that each coordinate carries, in order. */
    public List<Moments.State> states() {
        return features == Features.MOMENTS ? moments.states() : List.of();
    }

    /** Whether it is the source's kind, for which engines may have kernels of their own: no features, no head to compute. */
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
     * φ in order, per layer: weight_ih [4H][inputs], weight_hh [4H][H], bias_ih [4H], bias_hh [4H]; then, where the head has
     * gates, head_weight [gates][H] (not for the constant head) and head_bias [gates]; last, where tensors have factors, tensor_scale [2]: the
     * exponents of the updates' size and of the weights'; and where there is a schedule, schedule [4].
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

    /** Layer l's four parts of φ. */
    public List<Part> layer(int l) {
        return layout().subList(4 * l, 4 * l + 4);
    }

    /** Where the head's weights, and right behind them its biases, begin in φ. */
    public int headOffset() {
        return layout().stream()
                .filter(part -> part.name().startsWith("head"))
                .findFirst()
                .map(Part::offset)
                .orElse(weights());
    }

    /** Where the two exponents of tensors' factors stand in φ. */
    public int tensorScaleOffset() {
        return weights() - (schedule ? LearnedSchedule.WEIGHTS : 0) - 2;
    }

    /** Where the four weights of the schedule stand in φ. */
    public int scheduleOffset() {
        return weights() - LearnedSchedule.WEIGHTS;
    }

    /** H of the last layer, which the head reads; 0 where there is no layer. */
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
     * Initial φ: the LSTM's uniform in ±1/√(the layer's hidden size) as in PyTorch [O2], but for the biases of gates f and i
     * where {@link #memory} says; the head's zero, so that no update is made before something is learned, and so the exponents of tensors' factors and the schedule.
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
            if (memory > 0) {
                remember(phi, size, layer(l).get(2).offset(), words);
            }
        }
        return phi;
    }

    /** Both biases of a gate are added, so the second is left as it is. */
    private void remember(float[] phi, int size, int bias, int[] words) {
        for (int k = 0; k < size; k++) {
            double tau = 2 * Math.pow(memory / 2.0, Philox.uniform(words[bias + k]));
            float logit = (float) Math.log(Math.max(tau - 1, 1e-3));
            if (k % 2 == 0) {
                phi[bias + k] = -logit;
            }
            phi[bias + size + k] = logit;
        }
    }
}
