// The imitation loss, the twin of Losses.java. The sums that end a meta-step are in ImitationSums.cu.
// A sample's own loss, [O5] and [O6], is in Network.cu.

#define LOSS_RELATIVE 0  // ordinals of Kernels.Terms
#define LOSS_HUBER 1
#define LOSS_TASK 2

FN int least(int a, int b) { return a < b ? a : b; }

// One term of the loss, added to sum. @return its derivative by the prediction q, before the loss's own scale
FN float imitationTerm(int loss, float floor, float u, float q, float& sum) {
    if (loss == LOSS_RELATIVE) {
        float e = formulas::relativeError(u, q);  // [L1]
        sum += e * e;
        return e * formulas::relativeSlope(u);
    }
    if (loss == LOSS_TASK) {
        sum += u * q;  // [L5]
        return u;
    }
    float e = formulas::scaledError(u, q, floor);  // [L2]
    sum += formulas::huber(e);
    return formulas::huberSlope(e) * formulas::scaledSlope(u, floor);
}

// [L3] Eight interleaved sums over n values, n a multiple of 8, added pairwise.
FN float sumOfEight(const float* a, int n) {
    float s[8] = {};
    for (int i = 0; i < n; i += 8) {
#pragma unroll
        for (int k = 0; k < 8; k++) s[k] += a[i + k];
    }
    return s[0] + s[4] + (s[2] + s[6]) + (s[1] + s[5] + (s[3] + s[7]));
}
