// [L5] The task's loss over an unroll that the imitator has driven, and its derivative by the updates: the twin of TaskLoss.java.
// gradient [T][R][N], loss [T][R]: met before each step; lastGradient [R][N], lastLoss [R]: behind the last one.

// The loss that was met after step t.
FN float lossAfter(const float* loss, const float* lastLoss, int t, int T, int r, int R) { return t + 1 < T ? loss[(t + 1) * R + r] : lastLoss[r]; }

// slopes [T][R][N], written; share is the weight of a gradient if the loss itself counts. A thread for each lane of a replica; grid (N, R)
KERNEL task_slopes(const float* gradient, const float* loss, const float* lastGradient, const float* lastLoss, float* slopes, int T, int N, float share,
                   int logarithmic) {
    const int p = GLOBAL_INDEX, r = blockIdx.y, R = gridDim.y;
    if (p >= N) return;
    const size_t all = (size_t) R * N, at = (size_t) r * N + p;
    float sum = 0.0f;
    for (int t = T - 1; t >= 0; t--) {
        const float g = t + 1 < T ? gradient[(t + 1) * all + at] : lastGradient[at];
        const float weight = logarithmic ? formulas::logShare(lossAfter(loss, lastLoss, t, T, r, R), share) : share;  // [L5]
        sum = formulas::gradientsAfter(sum, g, weight);                                                              // [L5]
        slopes[t * all + at] = sum;
    }
}
EMULATED(task_slopes)

// mean [1]: over the steps of each replica, in time, then over the replicas in double, in index order. One block; shared: a double per thread.
KERNEL task_loss(const float* loss, const float* lastLoss, float* mean, int T, int R, int logarithmic) {
    DYNAMIC_SHARED(double, taskTile);
    double total = 0;
    for (int from = 0; from < R; from += blockDim.x) {
        const int r = from + threadIdx.x;
        float sum = 0.0f;
        for (int t = 0; r < R && t < T; t++) {
            const float f = lossAfter(loss, lastLoss, t, T, r, R);
            sum += logarithmic ? formulas::logLoss(f) : f;  // [L5]
        }
        taskTile[threadIdx.x] = (double) sum / T;
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int k = 0; k < (int) blockDim.x && from + k < R; k++) total += taskTile[k];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) *mean = (float) (total / R);
}
EMULATED(task_loss)
