// Pointwise work over all coordinates, the twin of Updates.java: one thread per value, and per value the formulas in the
// order of the loops there, so that the bits are the same. all = R·n values, replica r's from r·n on; state k of a value
// lies k·all behind the first. What depends on a replica's step comes as two numbers, first and second: one pair as
// arguments where all replicas stand at the same step, else pairs [R][2] in memory.

// value to buffer[0 .. n-1]
KERNEL fill(float* buffer, int n, float value) {
    int i = GLOBAL_INDEX;
    if (i < n) buffer[i] = value;
}
EMULATED(fill)

// value to every row of the chosen replicas; buffer [.][R][n], length values in all; which [R]
KERNEL fill_replicas(float* buffer, int length, int n, int replicas, const int* which, float value) {
    int i = GLOBAL_INDEX;
    if (i < length && which[i / n % replicas]) buffer[i] = value;
}
EMULATED(fill_replicas)

// from[0 .. n-1] to to[0 ..]
KERNEL copy_values(const float* from, float* to, int n) {
    int i = GLOBAL_INDEX;
    if (i < n) to[i] = from[i];
}
EMULATED(copy_values)

FN float first(const float* pairs, float one, int i, int n) { return pairs ? pairs[2 * (i / n)] : one; }

FN float second(const float* pairs, float one, int i, int n) { return pairs ? pairs[2 * (i / n) + 1] : one; }

// [T1] without momentum
KERNEL update_sgd(const float* gradient, float* update, int all, float rate) {
    int i = GLOBAL_INDEX;
    if (i < all) update[i] = formulas::sgdUpdate(gradient[i], rate);  // [T1]
}
EMULATED(update_sgd)

// [T1] with momentum; first is undamped. state [1][R][n]
KERNEL update_momentum(const float* gradient, float* state, float* update, int all, float rate, float mu, int nesterov,
                       float undamped, const float* pairs, int n) {
    int i = GLOBAL_INDEX;
    if (i >= all) return;
    float g = gradient[i];
    float b = formulas::momentum(state[i], g, mu, first(pairs, undamped, i, n));  // [T1]
    state[i] = b;
    update[i] = nesterov ? formulas::nesterovUpdate(g, b, mu, rate) : formulas::sgdUpdate(b, rate);  // [T1]
}
EMULATED(update_momentum)

// [T2] [T3]; first is stepSize, second rootBias. state [m, v][R][n]
KERNEL update_adam(const float* gradient, float* state, float* update, int all, float beta1, float fresh1, float beta2, float fresh2,
                   float epsilon, float stepSize, float rootBias, const float* pairs, int n) {
    int i = GLOBAL_INDEX;
    if (i >= all) return;
    float g = gradient[i];
    float m = formulas::average(state[i], g, beta1, fresh1);            // [T2]
    float v = formulas::average(state[i + all], g * g, beta2, fresh2);  // [T2]
    state[i] = m;
    state[i + all] = v;
    update[i] = formulas::adamUpdate(m, v, first(pairs, stepSize, i, n), second(pairs, rootBias, i, n), epsilon);  // [T3]
}
EMULATED(update_adam)

// [T4] state [averages of g², of the rule's own steps²][R][n]
KERNEL update_adadelta(const float* gradient, float* state, float* update, int all, float rate, float rho, float fresh, float epsilon) {
    int i = GLOBAL_INDEX;
    if (i >= all) return;
    float g = gradient[i];
    float s = formulas::average(state[i], g * g, rho, fresh);  // [T2]
    float a = state[i + all];
    float d = formulas::adadeltaStep(g, s, a, epsilon);  // [T4]
    state[i] = s;
    state[i + all] = formulas::average(a, d * d, rho, fresh);  // [T2]
    update[i] = formulas::sgdUpdate(d, rate);                  // [T1]
}
EMULATED(update_adadelta)

// [T5] state [v, the mean of g where centred, the buffer where there is momentum][R][n]
KERNEL update_rmsprop(const float* gradient, float* state, float* update, int all, float rate, float alpha, float fresh, float epsilon,
                      int centred, float mu) {
    int i = GLOBAL_INDEX;
    if (i >= all) return;
    float g = gradient[i];
    float v = formulas::average(state[i], g * g, alpha, fresh);  // [T2]
    state[i] = v;
    if (centred) {
        float m = formulas::average(state[i + all], g, alpha, fresh);  // [T2]
        state[i + all] = m;
        v = formulas::variance(v, m);  // [T5]
    }
    float d = formulas::overRoot(g, v, epsilon);  // [T5]
    if (mu > 0) {
        int at = i + (centred ? 2 : 1) * all;
        d = formulas::momentum(state[at], d, mu, 1.0f);  // [T1]
        state[at] = d;
    }
    update[i] = formulas::sgdUpdate(d, rate);  // [T1]
}
EMULATED(update_rmsprop)

// [T6] first is the rate. state [1][R][n]
KERNEL update_adagrad(const float* gradient, float* state, float* update, int all, float epsilon, float rate, const float* pairs, int n) {
    int i = GLOBAL_INDEX;
    if (i >= all) return;
    float g = gradient[i];
    float s = formulas::average(state[i], g * g, 1.0f, 1.0f);  // [T6]
    state[i] = s;
    update[i] = formulas::sgdUpdate(formulas::overRoot(g, s, epsilon), first(pairs, rate, i, n));  // [T6] [T1]
}
EMULATED(update_adagrad)

// theta <- fl(theta·keep + u)
KERNEL apply_update(float* theta, const float* update, int n, float keep) {
    int i = GLOBAL_INDEX;
    if (i < n) theta[i] = theta[i] * keep + update[i];
}
EMULATED(apply_update)

// The same, and u becomes what theta really received.
KERNEL apply_rounded(float* theta, float* update, int n, float keep) {
    int i = GLOBAL_INDEX;
    if (i >= n) return;
    float before = theta[i];
    float after = before * keep + update[i];
    theta[i] = after;
    update[i] = after - before;
}
EMULATED(apply_rounded)

#define MEAN_LANES 32  // threads of a row: part of the order of summation [L3]

// Means of two rows of n values, to first[0] and last[0]. [L3] Each thread of a row sums every MEAN_LANES-th value, and then half
// of the threads add the other half's sums, and so on. One block of 2·MEAN_LANES.
KERNEL means(const float* firstRow, const float* lastRow, int n, float* first, float* last) {
    __shared__ float meanHalves[2 * MEAN_LANES];
    const int lane = threadIdx.x % MEAN_LANES;
    const float* row = (int) threadIdx.x < MEAN_LANES ? firstRow : lastRow;
    float sum = 0.0f;
    for (int i = lane; i < n; i += MEAN_LANES) sum += row[i];
    meanHalves[threadIdx.x] = sum;
    __syncthreads();
    for (int half = MEAN_LANES / 2; half > 0; half /= 2) {
        if (lane < half) meanHalves[threadIdx.x] += meanHalves[threadIdx.x + half];
        __syncthreads();
    }
    if (lane == 0) *((int) threadIdx.x < MEAN_LANES ? first : last) = meanHalves[threadIdx.x] / n;
}
EMULATED(means)

// The six sums of Agreement over each block's own range of `range` values, to parts [6][blocks]. [L3] Each thread sums every
// blockDim.x-th value, and then half of the threads add the other half's sums, and so on: one fixed order, in double.
// blockDim.x is a power of two; shared: a double per thread.
KERNEL agreement_parts(const float* predicted, const float* truth, int n, int range, double* parts) {
    DYNAMIC_SHARED(double, agreementHalves);
    double sum[6] = {0, 0, 0, 0, 0, 0};
    int from = blockIdx.x * range;
    for (int k = threadIdx.x; k < range && from + k < n; k += blockDim.x) {
        double q = predicted[from + k], u = truth[from + k], d = q - u;
        sum[0] += d * d;
        sum[1] += u * u;
        sum[2] += q * q;
        sum[3] += q * u;
        sum[4] += d;
        sum[5] += u < 0 ? -u : u;
    }
    for (int s = 0; s < 6; s++) {
        agreementHalves[threadIdx.x] = sum[s];
        __syncthreads();
        for (int half = blockDim.x / 2; half > 0; half /= 2) {
            if ((int) threadIdx.x < half) agreementHalves[threadIdx.x] += agreementHalves[threadIdx.x + half];
            __syncthreads();
        }
        if (threadIdx.x == 0) parts[s * gridDim.x + blockIdx.x] = agreementHalves[0];
        __syncthreads();
    }
}
EMULATED(agreement_parts)

// parts [6][blocks], in index order, to sums[0 .. 5]: a thread per sum.
KERNEL agreement_sums(const double* parts, int blocks, float* sums) {
    int s = GLOBAL_INDEX;
    if (s >= 6) return;
    double sum = 0;
    for (int b = 0; b < blocks; b++) sum += parts[s * blocks + b];
    sums[s] = (float) sum;
}
EMULATED(agreement_sums)
