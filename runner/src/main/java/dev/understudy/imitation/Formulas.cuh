// Every pointwise formula, once: the CUDA twin of Formulas.java, the same text under the same tags (a test compares them).
// In a namespace of its own, because CUDA has functions of these names. Only the primitives at the top differ: they give
// what Java's Math gives, NaN included.
#pragma once
#ifndef FN
#define FN static __device__ __forceinline__
#endif

namespace formulas {

FN float min(float a, float b) { return a < b || a != a ? a : b; }

FN float max(float a, float b) { return a > b || a != a ? a : b; }

FN float abs(float a) { return fabsf(a); }

FN float sqrt(float a) { return sqrtf(a); }

FN float exp(float a) { return expf(a); }

FN float log(float a) { return logf(a); }

FN float log1p(float a) { return log1pf(a); }

// ---- optimizee ----

// [O1] A byte of an image as the network sees it.
FN float normalised(int pixel, float mean, float std) { return (pixel / 255.0f - mean) / std; }

// [O2] A uniform value u of [0, 1) as an initial weight in ±bound, bound = 1/√fan_in.
FN float initialWeight(float u, float bound) { return (2.0f * u - 1.0f) * bound; }

// [O3]
FN float relu(float x) { return max(x, 0.0f); }

// [O4] Inverted dropout: kept units are scaled by 1/(1 − rate), so that evaluation needs no scaling.
FN float dropped(float x, float keepScale) { return x * keepScale; }

// [O5] Softmax cross-entropy; z is the label's logit minus the largest, sum is Σ exp(logit − largest).
FN float softmaxLoss(float z, float sum) { return log(sum) - z; }

// [O5] Its derivative by one logit: probability minus target; power is exp(logit − largest), one of the terms of the sum.
FN float softmaxSlope(float power, float sum, float target) { return power / sum - target; }

// [O6] Binary cross-entropy of the logit z with label 0 or 1, without overflow.
FN float logitLoss(float z, float label) { return max(z, 0.0f) - z * label + log1p(exp(-abs(z))); }

// [O6] Its derivative.
FN float logitSlope(float z, float label) { return 1.0f / (1.0f + exp(-z)) - label; }

// ---- teachers: u is what is added to θ ----

// [T1] Heavy-ball buffer; undamped is 1 − dampening, and 1 at the first step.
FN float momentum(float b, float g, float mu, float undamped) { return mu * b + undamped * g; }

// [T1]
FN float sgdUpdate(float b, float learningRate) { return -learningRate * b; }

// [T1] Nesterov's look-ahead.
FN float nesterovUpdate(float g, float b, float mu, float learningRate) { return -learningRate * (g + mu * b); }

// [T2] Moving average; fresh is 1 − decay, rounded once from double.
FN float average(float m, float x, float decay, float fresh) { return decay * m + fresh * x; }

// [T3] Adam: stepSize is learningRate / (1 − β1^t), rootBias is √(1 − β2^t).
FN float adamUpdate(float m, float v, float stepSize, float rootBias, float epsilon) { return -stepSize * (m / (sqrt(v) / rootBias + epsilon)); }

// [T4] Adadelta before the learning rate; s is the average of g², a the average of the rule's own steps².
FN float adadeltaStep(float g, float s, float a, float epsilon) { return sqrt(a + epsilon) / sqrt(s + epsilon) * g; }

// [T5] RMSProp and [T6] AdaGrad before the learning rate; v is the average, or the sum, of g².
FN float overRoot(float g, float v, float epsilon) { return g / (sqrt(v) + epsilon); }

// [T5] Centred RMSProp: the variance, kept from falling below zero by rounding.
FN float variance(float v, float m) { return max(v - m * m, 0.0f); }

// [T7] NAdam: what takes the place of Adam's m; weight is what m weighs where g weighs 1.
FN float lookAhead(float g, float m, float weight) { return g + weight * m; }

// ---- what the imitator reads ----

// [I13] Magnitude: log(max(x, e^−16))/16, for x of 0 to e^16. By six square roots, y = x^(1/64), and log y = 2·artanh((y − 1)/(y + 1)), whose
// series to the seventh power is exact to float32 here; a library's log is not vectorised.
FN float magnitude(float x) {
    float y = sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(max(x, 1.1253517e-7f)))))));
    float z = (y - 1.0f) / (y + 1.0f);
    float s = z * z;
    return 8.0f * z * (1.0f + s * (0.33333333f + s * (0.2f + s * 0.14285715f)));
}

// [I13] Of a number with a sign.
FN float magnitudeOf(float x) { return magnitude(abs(x)); }

// [I14] The sign, and below e^−16, where [I13] says no more, the gradient itself: e^16·g.
FN float sign(float g) { return max(-1.0f, min(1.0f, 8886110.5f * g)); }

// [I22] The magnitude in nats, around e^−8, so that it is of the size that an LSTM's weights are made for: log(max(|g|, e^−16)) + 8.
FN float nats(float g) { return 16.0f * magnitude(abs(g)) + 8.0f; }

// [I15] An average divided by the sum of its weights so far.
FN float corrected(float m, float weight) { return m / weight; }

// [I16] The scale that an average, or the sum, of g² gives.
FN float rootScale(float v, float epsilon) { return sqrt(v) + epsilon; }

// [I17] The own scale: the root of the average of g² over that of the own updates².
FN float ownScale(float s, float a, float epsilon) { return sqrt(s + epsilon) / sqrt(a + epsilon); }

// [I18] A signal: a numerator over a scale.
FN float signal(float n, float scale) { return n / scale; }

// [I19] The own update in units of the gain, squared.
FN float ownSquare(float last, float gain) { return last / gain * (last / gain); }

// [I23] How far a drive is: step t, counted from 1, of n planned ones; 1 behind their end.
FN float progress(float t, float n) { return min(t / n, 1.0f); }

// [I24] The step on a logarithmic scale, by way of [I13]: log(1 + t)/log(1 + 10^4), 0.075 at the first step and 1 at the ten-thousandth.
FN float logTime(float t) { return 1.7371591f * magnitude(1.0f + t); }

// ---- imitator ----

// [I3] tanh as x·P(x²)/Q(x²), within 7 ulp in the interval, ±1 beyond. Minimax coefficients as published with Eigen
// and XLA (generic_fast_tanh_float).
FN float tanh(float v) {
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

// [I4] Logistic function by way of tanh: no overflow, and one formula to trust.
FN float sigmoid(float v) { return 0.5f * tanh(0.5f * v) + 0.5f; }

// [I5] Cell: c_t = f·c_{t−1} + i·g.
FN float carry(float f, float c, float i, float g) { return f * c + i * g; }

// [I6] h = o·tanh(c).
FN float output(float o, float tanhC) { return o * tanhC; }

// [I7] Gated head: Δ̂_t = g_t·h_t[0] + Δ̂_{t−1}·h_t[1].
FN float gated(float g, float h0, float last, float h1) { return g * h0 + last * h1; }

// [I12] The other heads: z is Σ s_k·gate_k, and the last update has a gate of its own.
FN float headed(float gain, float z, float last, float gate) { return gain * z + last * gate; }

// [I20] The last update's gate, kept so that what no signal feeds fades: beyond ±1 the update of a coordinate without
// gradients would grow at every step. Its derivative is taken as one throughout, so that a gate comes back from the bound.
FN float fading(float gate) { return max(-0.999f, min(0.999f, gate)); }

// [I21] e^16a, with a kept within ±1: as (e^(a/4))^64, by the exponential's series to the sixth power and six squarings, to 1e-5. A
// library's exp is not vectorised.
FN float exponential(float a) {
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

// [I21] Gradient by the exponent a, which is taken so beyond its bounds as well; driven is Σ s_k·gate_k times e^16a.
FN float exponentGradient(float d, float gain, float driven) { return 16.0f * (d * gain * driven); }

// [I25] The factor of a tensor's update: (gain/update)^alpha·(weights/unit)^beta, from the root mean squares of the update and of the
// weights; the unit is 1/16. By way of [I13] and [I21], so that an update below e^−16 of the gain counts as that, the factor stays between
// e^−16 and e^16, and is exactly 1 where both exponents are 0. Weights below 2^−16 count as that, or a tensor that begins with zeros would
// hardly leave them.
FN float tensorFactor(float alpha, float beta, float update, float gain, float weights) {
    return exponential(beta * magnitude(max(16.0f * weights, 0.00024414062f)) - alpha * magnitude(update / gain));
}

// [I8] Derivative of the logistic function, by its value.
FN float sigmoidSlope(float s) { return s * (1.0f - s); }

// [I9] Derivative of tanh, by its value.
FN float tanhSlope(float t) { return 1.0f - t * t; }

// [I10] dc_t: what comes from c_{t+1}, and through h = o·tanh(c).
FN float cellGradient(float next, float dh, float o, float tanhC) { return next + dh * o * tanhSlope(tanhC); }

// [I11] Gradient by a gate's pre-activation, for i, f, o: down·other is the gradient by the gate s.
FN float sigmoidGateGradient(float down, float other, float s) { return down * other * sigmoidSlope(s); }

// [I11] The same for g.
FN float tanhGateGradient(float down, float other, float t) { return down * other * tanhSlope(t); }

// ---- imitation loss ----

// [L1] The source's relative error, (truth − predicted) / (truth + 1e-8).
FN float relativeError(float truth, float predicted) { return (truth - predicted) / (truth + 1e-8f); }

// [L1] Its derivative by the prediction.
FN float relativeSlope(float truth) { return -1.0f / (truth + 1e-8f); }

// [L2] Error in units of the update; floor is the size below which an update does not matter.
FN float scaledError(float truth, float predicted, float floor) { return (truth - predicted) / (abs(truth) + floor); }

// [L2] Its derivative by the prediction.
FN float scaledSlope(float truth, float floor) { return -1.0f / (abs(truth) + floor); }

// [L2] Huber's function with its corner at 1, without a branch: a·(|e| − a/2) with a = min(|e|, 1).
FN float huber(float e) { return min(abs(e), 1.0f) * (abs(e) - 0.5f * min(abs(e), 1.0f)); }

// [L2] Its derivative.
FN float huberSlope(float e) { return max(-1.0f, min(1.0f, e)); }

// ---- the task's loss ----

// [L5] The logarithm of a loss, of which less than 1e-8 counts as that much.
FN float logLoss(float f) { return log(max(f, 1e-8f)); }

// [L5] What a gradient weighs where its loss's logarithm counts; share is what it weighs where the loss itself does.
FN float logShare(float f, float share) { return share / max(f, 1e-8f); }

// [L5] The derivative by an update: the gradients that are met after it, each times its weight; sum is that of the later ones.
FN float gradientsAfter(float sum, float g, float weight) { return sum + g * weight; }

}  // namespace formulas
