package dev.understudy.imitation;

/**
 * All pointwise formulas, each written once as one float32 expression under its tag. Kernels and documents cite the
 * tag. The text of each function must also be valid C++, because the CUDA twin has the same text. Helpers precede the
 * functions that use them. The equations in words: {@code docs/imitation.md}.
 */
public final class Formulas {
    private Formulas() {}

    static float min(float a, float b) {
        return Math.min(a, b);
    }

    static float max(float a, float b) {
        return Math.max(a, b);
    }

    static float abs(float a) {
        return Math.abs(a);
    }

    static float sqrt(float a) {
        return (float) Math.sqrt(a);
    }

    /** Used for the loss of a sample only: too slow for coordinates. */
    public static float exp(float a) {
        return (float) Math.exp(a);
    }

    static float log(float a) {
        return (float) Math.log(a);
    }

    static float log1p(float a) {
        return (float) Math.log1p(a);
    }

    // ---- optimizee ----

    /** [O1] A byte of an image as the input of the network. */
    public static float normalised(int pixel, float mean, float std) {
        return (pixel / 255.0f - mean) / std;
    }

    /** [O2] An initial weight in ±bound from a uniform value u of [0, 1); bound = 1/√fan_in. */
    public static float initialWeight(float u, float bound) {
        return (2.0f * u - 1.0f) * bound;
    }

    /** [O3] */
    public static float relu(float x) {
        return max(x, 0.0f);
    }

    /** [O4] Inverted dropout: kept units are scaled by 1/(1 − rate), so that evaluation needs no scaling. */
    public static float dropped(float x, float keepScale) {
        return x * keepScale;
    }

    /** [O5] Softmax cross-entropy; z is the label's logit minus the largest, sum is Σ exp(logit − largest). */
    public static float softmaxLoss(float z, float sum) {
        return log(sum) - z;
    }

    /**
     * [O5] Derivative by one logit: probability minus target; power is exp(logit − largest), one of the terms of the
     * sum.
     */
    public static float softmaxSlope(float power, float sum, float target) {
        return power / sum - target;
    }

    /** [O6] Binary cross-entropy of the logit z with label 0 or 1, without overflow. */
    public static float logitLoss(float z, float label) {
        return max(z, 0.0f) - z * label + log1p(exp(-abs(z)));
    }

    /** [O6] Derivative by the logit. */
    public static float logitSlope(float z, float label) {
        return 1.0f / (1.0f + exp(-z)) - label;
    }

    // ---- teachers: u is the number added to θ ----

    /** [T1] Heavy-ball buffer; undamped is 1 − dampening, but 1 at the first step. */
    public static float momentum(float b, float g, float mu, float undamped) {
        return mu * b + undamped * g;
    }

    /** [T1] The update of SGD without Nesterov's look-ahead. */
    public static float sgdUpdate(float b, float learningRate) {
        return -learningRate * b;
    }

    /** [T1] The update with Nesterov's look-ahead. */
    public static float nesterovUpdate(float g, float b, float mu, float learningRate) {
        return -learningRate * (g + mu * b);
    }

    /** [T2] Moving average; fresh is 1 − decay, rounded once from double. */
    public static float average(float m, float x, float decay, float fresh) {
        return decay * m + fresh * x;
    }

    /** [T3] Adam: stepSize is learningRate / (1 − β1^t), rootBias is √(1 − β2^t). */
    public static float adamUpdate(float m, float v, float stepSize, float rootBias, float epsilon) {
        return -stepSize * (m / (sqrt(v) / rootBias + epsilon));
    }

    /** [T4] Adadelta before the learning rate; s is the average of g², a the average of the rule's own steps². */
    public static float adadeltaStep(float g, float s, float a, float epsilon) {
        return sqrt(a + epsilon) / sqrt(s + epsilon) * g;
    }

    /** [T5] RMSProp and [T6] AdaGrad before the learning rate; v is the average of g² or its sum. */
    public static float overRoot(float g, float v, float epsilon) {
        return g / (sqrt(v) + epsilon);
    }

    /** [T5] Centred RMSProp: the variance, at least zero, below which rounding could take it. */
    public static float variance(float v, float m) {
        return max(v - m * m, 0.0f);
    }

    /** [T7] NAdam: replaces m of Adam; weight is the weight of m relative to that of g. */
    public static float lookAhead(float g, float m, float weight) {
        return g + weight * m;
    }

    // ---- inputs of the imitator ----

    /**
     * [I13] Magnitude: log(max(x, e^−16))/16, for x of 0 to e^16. Computed by six square roots, y = x^(1/64), and log y
     * = 2·artanh((y − 1)/(y + 1)), whose series to the seventh power is exact to float32 here; a library's log is not
     * vectorised.
     */
    public static float magnitude(float x) {
        float y = sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(max(x, 1.1253517e-7f)))))));
        float z = (y - 1.0f) / (y + 1.0f);
        float s = z * z;
        return 8.0f * z * (1.0f + s * (0.33333333f + s * (0.2f + s * 0.14285715f)));
    }

    /** [I13] Magnitude of a number with a sign. */
    public static float magnitudeOf(float x) {
        return magnitude(abs(x));
    }

    /** [I14] The sign, and the gradient itself, e^16·g, below e^−16, since [I13] is constant there. */
    public static float sign(float g) {
        return max(-1.0f, min(1.0f, 8886110.5f * g));
    }

    /**
     * [I22] The magnitude in nats, centred at e^−8, so that its size suits the weights of an LSTM: log(max(|g|, e^−16))
     * + 8.
     */
    public static float nats(float g) {
        return 16.0f * magnitude(abs(g)) + 8.0f;
    }

    /** [I15] An average divided by the sum of its weights so far. */
    public static float corrected(float m, float weight) {
        return m / weight;
    }

    /** [I16] The scale computed from an average or the sum of g². */
    public static float rootScale(float v, float epsilon) {
        return sqrt(v) + epsilon;
    }

    /** [I17] The own scale: the root of the average of g² over that of the own updates². */
    public static float ownScale(float s, float a, float epsilon) {
        return sqrt(s + epsilon) / sqrt(a + epsilon);
    }

    /** [I18] A signal: a numerator over a scale. */
    public static float signal(float n, float scale) {
        return n / scale;
    }

    /** [I19] The imitator's own update in units of the gain, squared. */
    public static float ownSquare(float last, float gain) {
        return last / gain * (last / gain);
    }

    /** [I23] The part of a rollout that is done at step t, counted from 1, of n planned ones; 1 beyond their end. */
    public static float progress(float t, float n) {
        return min(t / n, 1.0f);
    }

    /**
     * [I24] The step on a logarithmic scale, computed by [I13]: log(1 + t)/log(1 + 10^4), 0.075 at the first step and 1
     * at the ten-thousandth.
     */
    public static float logTime(float t) {
        return 1.7371591f * magnitude(1.0f + t);
    }

    // ---- imitator ----

    /**
     * [I3] tanh as x·P(x²)/Q(x²), within 7 ulp in the interval, ±1 beyond. Minimax coefficients as published with Eigen
     * and XLA (generic_fast_tanh_float).
     */
    public static float tanh(float v) {
        float x = max(-7.9053111f, min(7.9053111f, v));
        float s = x * x;
        float p = -2.76076847742355e-16f;
        p = p * s + 2.00018790482477e-13f;
        p = p * s + -8.60467152213735e-11f;
        p = p * s + 5.12229709037114e-08f;
        p = p * s + 1.48572235717979e-05f;
        p = p * s + 6.37261928875436e-04f;
        p = p * s + 4.89352455891786e-03f;
        float q = 1.19825839466702e-06f;
        q = q * s + 1.18534705686654e-04f;
        q = q * s + 2.26843463243900e-03f;
        q = q * s + 4.89352518554385e-03f;
        return x * p / q;
    }

    /** [I4] Logistic function, computed by tanh: no overflow, and only one approximation to check. */
    public static float sigmoid(float v) {
        return 0.5f * tanh(0.5f * v) + 0.5f;
    }

    /** [I5] Cell: c_t = f·c_{t−1} + i·g. */
    public static float carry(float f, float c, float i, float g) {
        return f * c + i * g;
    }

    /** [I6] h = o·tanh(c). */
    public static float output(float o, float tanhC) {
        return o * tanhC;
    }

    /** [I7] Gated head: Δ̂_t = g_t·h_t[0] + Δ̂_{t−1}·h_t[1]. */
    public static float gated(float g, float h0, float last, float h1) {
        return g * h0 + last * h1;
    }

    /** [I12] The other heads: z is Σ s_k·gate_k; the last update has a gate of its own. */
    public static float headed(float gain, float z, float last, float gate) {
        return gain * z + last * gate;
    }

    /**
     * [I20] The gate of the last update, limited so that an update fades when no signal feeds it: beyond ±1 the update
     * of a coordinate without gradients would grow at every step. Its derivative is taken as one everywhere, so that a
     * gate can return from the bound.
     */
    public static float fading(float gate) {
        return max(-0.999f, min(0.999f, gate));
    }

    /**
     * [I21] e^16a, with a kept within ±1. Computed as (e^(a/4))^64 by the series of the exponential to the sixth power
     * and six squarings, to 1e-5; a library's exp is not vectorised.
     */
    public static float exponential(float a) {
        float y = 0.25f * max(-1.0f, min(1.0f, a));
        float p = 0.0013888889f;
        p = p * y + 0.008333334f;
        p = p * y + 0.041666668f;
        p = p * y + 0.16666667f;
        p = p * y + 0.5f;
        p = p * y + 1.0f;
        p = p * y + 1.0f;
        p = p * p;
        p = p * p;
        p = p * p;
        p = p * p;
        p = p * p;
        return p * p;
    }

    /** [I21] Derivative by the exponent a, used beyond its bounds as well; driven is Σ s_k·gate_k times e^16a. */
    public static float exponentGradient(float d, float gain, float driven) {
        return 16.0f * (d * gain * driven);
    }

    /**
     * [I25] The factor of a tensor's update: (gain/update)^alpha·(weights/unit)^beta, from the root mean squares of the
     * update and of the weights; the unit is 1/16. Computed by [I13] and [I21], so that an update below e^−16 of the
     * gain counts as that, the factor stays between e^−16 and e^16, and it is exactly 1 if both exponents are 0.
     * Weights below 2^−16 count as that; otherwise a tensor that begins with zeros would hardly leave them.
     */
    public static float tensorFactor(float alpha, float beta, float update, float gain, float weights) {
        return exponential(beta * magnitude(max(16.0f * weights, 0.00024414062f)) - alpha * magnitude(update / gain));
    }

    /** [I8] Derivative of the logistic function, from its value. */
    public static float sigmoidSlope(float s) {
        return s * (1.0f - s);
    }

    /** [I9] Derivative of tanh, from its value. */
    public static float tanhSlope(float t) {
        return 1.0f - t * t;
    }

    /** [I10] dc_t: the gradient from c_{t+1}, plus that through h = o·tanh(c). */
    public static float cellGradient(float next, float dh, float o, float tanhC) {
        return next + dh * o * tanhSlope(tanhC);
    }

    /** [I11] Gradient by the pre-activation of gate i, f or o: down·other is the gradient by the gate s. */
    public static float sigmoidGateGradient(float down, float other, float s) {
        return down * other * sigmoidSlope(s);
    }

    /** [I11] The same for gate g. */
    public static float tanhGateGradient(float down, float other, float t) {
        return down * other * tanhSlope(t);
    }

    // ---- imitation loss ----

    /** [L1] The source's relative error, (truth − predicted) / (truth + 1e-8). */
    public static float relativeError(float truth, float predicted) {
        return (truth - predicted) / (truth + 1e-8f);
    }

    /** [L1] Derivative by the prediction. */
    public static float relativeSlope(float truth) {
        return -1.0f / (truth + 1e-8f);
    }

    /** [L2] Error in units of the update; an update much smaller than floor hardly counts. */
    public static float scaledError(float truth, float predicted, float floor) {
        return (truth - predicted) / (abs(truth) + floor);
    }

    /** [L2] Derivative by the prediction. */
    public static float scaledSlope(float truth, float floor) {
        return -1.0f / (abs(truth) + floor);
    }

    /** [L2] Huber's function with its corner at 1, without a branch: a·(|e| − a/2) with a = min(|e|, 1). */
    public static float huber(float e) {
        return min(abs(e), 1.0f) * (abs(e) - 0.5f * min(abs(e), 1.0f));
    }

    /** [L2] Derivative of Huber's function. */
    public static float huberSlope(float e) {
        return max(-1.0f, min(1.0f, e));
    }

    // ---- the task's loss ----

    /** [L5] The logarithm of a loss, which counts as 1e-8 if it is smaller. */
    public static float logLoss(float f) {
        return log(max(f, 1e-8f));
    }

    /** [L5] The weight of a gradient in the logarithm of its loss; share is its weight in the loss itself. */
    public static float logShare(float f, float share) {
        return share / max(f, 1e-8f);
    }

    /**
     * [L5] The derivative by an update: the sum of the gradients after it, each times its weight; sum is that of the
     * later ones.
     */
    public static float gradientsAfter(float sum, float g, float weight) {
        return sum + g * weight;
    }
}
