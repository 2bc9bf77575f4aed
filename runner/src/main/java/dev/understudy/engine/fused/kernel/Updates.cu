// Pointwise work over all coordinates, the twin of Updates.java: one thread per value, and per value the formulas in the
// order of the loops there, so that the bits are the same. all = R·n values, replica r's from r·n on; state k of a value
// lies k·all behind the first. What depends on a replica's step, Teacher.coefficients, comes as arguments
// if all replicas are at the same step, else in memory, as rows [R][COEFFICIENTS].

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

// value to every row of the chosen replicas, all of them if which is null; as fill_replicas
FN void fillPart(float* buffer, int length, int n, float value, int replicas, const int* which) {
    int i = GLOBAL_INDEX;
    if (i < length && (!which || which[i / n % replicas])) buffer[i] = value;
}

// Several buffers at once, as an episode begins with them; those that are not wanted have no length. A thread for each value of
// the longest.
KERNEL fill_parts(float* a, int aLength, int aRow, float aValue, float* b, int bLength, int bRow, float bValue, float* c, int cLength, int cRow, float cValue,
                  float* d, int dLength, int dRow, float dValue, float* e, int eLength, int eRow, float eValue, int replicas, const int* which) {
    fillPart(a, aLength, aRow, aValue, replicas, which);
    fillPart(b, bLength, bRow, bValue, replicas, which);
    fillPart(c, cLength, cRow, cValue, replicas, which);
    fillPart(d, dLength, dRow, dValue, replicas, which);
    fillPart(e, eLength, eRow, eValue, replicas, which);
}
EMULATED(fill_parts)

// from[0 .. n-1] to to[0 ..]
KERNEL copy_values(const float* from, float* to, int n) {
    int i = GLOBAL_INDEX;
    if (i < n) to[i] = from[i];
}
EMULATED(copy_values)

#define COEFFICIENTS 3  // as Teacher.COEFFICIENTS

// The k-th of value i's replica: `one` if it is the same for all, and rows is null.
FN float coefficient(const float* rows, int k, float one, int i, int n) { return rows ? rows[COEFFICIENTS * (i / n) + k] : one; }

// theta <- fl(theta·keep + u). @return the change that theta received after rounding
FN float moved(float* theta, int i, float u, float keep) {
    float before = theta[i];
    float after = before * keep + u;
    theta[i] = after;
    return after - before;
}

KERNEL apply_update(float* theta, const float* update, int n, float keep) {
    int i = GLOBAL_INDEX;
    if (i < n) moved(theta, i, update[i], keep);
}
EMULATED(apply_update)

// The same, and u becomes the change that theta received after rounding.
KERNEL apply_rounded(float* theta, float* update, int n, float keep) {
    int i = GLOBAL_INDEX;
    if (i < n) update[i] = moved(theta, i, update[i], keep);
}
EMULATED(apply_rounded)

// The two kernels of a rule, whose u for value i is the last argument: the update alone, and, if the rule drives, with θ's step as
// the two kernels above make it, so that what both read and write passes through memory once.
#define PARAMETERS(...) __VA_ARGS__
#define RULE(name, parameters, u)                                                                 \
    KERNEL update_##name(PARAMETERS parameters) {                                                 \
        int i = GLOBAL_INDEX;                                                                     \
        if (i < all) update[i] = u;                                                               \
    }                                                                                             \
    EMULATED(update_##name)                                                                       \
    KERNEL teach_##name(PARAMETERS parameters, float* theta, float keep, int rounded) {           \
        int i = GLOBAL_INDEX;                                                                     \
        if (i >= all) return;                                                                     \
        float drawn = u, received = moved(theta, i, drawn, keep);                                 \
        update[i] = rounded ? received : drawn;                                                   \
    }                                                                                             \
    EMULATED(teach_##name)

// [T1] without momentum
RULE(sgd, (const float* gradient, float* update, int all, float rate), formulas::sgdUpdate(gradient[i], rate))

// [T1] with momentum. state: of this value
FN float momentumRule(float g, float* state, float rate, float mu, int nesterov, float undamped) {
    float b = formulas::momentum(*state, g, mu, undamped);  // [T1]
    *state = b;
    return nesterov ? formulas::nesterovUpdate(g, b, mu, rate) : formulas::sgdUpdate(b, rate);  // [T1]
}

// Coefficients: rate, undamped. state [1][R][n]
RULE(momentum, (const float* gradient, float* state, float* update, int all, float mu, int nesterov, float rate, float undamped, const float* rows, int n),
     momentumRule(gradient[i], state + i, coefficient(rows, 0, rate, i, n), mu, nesterov, coefficient(rows, 1, undamped, i, n)))

// [T2] [T3]
FN float adamRule(float g, float* state, int all, float beta1, float fresh1, float beta2, float fresh2, float epsilon, float stepSize, float rootBias) {
    float m = formulas::average(state[0], g, beta1, fresh1);          // [T2]
    float v = formulas::average(state[all], g * g, beta2, fresh2);    // [T2]
    state[0] = m;
    state[all] = v;
    return formulas::adamUpdate(m, v, stepSize, rootBias, epsilon);  // [T3]
}

// Coefficients: stepSize, rootBias. state [m, v][R][n]
RULE(adam, (const float* gradient, float* state, float* update, int all, float beta1, float fresh1, float beta2, float fresh2, float epsilon,
            float stepSize, float rootBias, const float* rows, int n),
     adamRule(gradient[i], state + i, all, beta1, fresh1, beta2, fresh2, epsilon, coefficient(rows, 0, stepSize, i, n), coefficient(rows, 1, rootBias, i, n)))

// [T4]
FN float adadeltaRule(float g, float* state, int all, float rate, float rho, float fresh, float epsilon) {
    float s = formulas::average(state[0], g * g, rho, fresh);  // [T2]
    float a = state[all];
    float d = formulas::adadeltaStep(g, s, a, epsilon);  // [T4]
    state[0] = s;
    state[all] = formulas::average(a, d * d, rho, fresh);  // [T2]
    return formulas::sgdUpdate(d, rate);                   // [T1]
}

// state [averages of g², of the rule's own steps²][R][n]
RULE(adadelta, (const float* gradient, float* state, float* update, int all, float rate, float rho, float fresh, float epsilon),
     adadeltaRule(gradient[i], state + i, all, rate, rho, fresh, epsilon))

// [T5]
FN float rmspropRule(float g, float* state, int all, float rate, float alpha, float fresh, float epsilon, int centred, float mu) {
    float v = formulas::average(state[0], g * g, alpha, fresh);  // [T2]
    state[0] = v;
    if (centred) {
        float m = formulas::average(state[all], g, alpha, fresh);  // [T2]
        state[all] = m;
        v = formulas::variance(v, m);  // [T5]
    }
    float d = formulas::overRoot(g, v, epsilon);  // [T5]
    if (mu > 0) {
        int at = (centred ? 2 : 1) * all;
        d = formulas::momentum(state[at], d, mu, 1.0f);  // [T1]
        state[at] = d;
    }
    return formulas::sgdUpdate(d, rate);  // [T1]
}

// state [v, the mean of g if centred, the buffer if there is momentum][R][n]
RULE(rmsprop, (const float* gradient, float* state, float* update, int all, float rate, float alpha, float fresh, float epsilon, int centred, float mu),
     rmspropRule(gradient[i], state + i, all, rate, alpha, fresh, epsilon, centred, mu))

// [T6]
FN float adagradRule(float g, float* state, float epsilon, float rate) {
    float s = formulas::average(*state, g * g, 1.0f, 1.0f);  // [T6]
    *state = s;
    return formulas::sgdUpdate(formulas::overRoot(g, s, epsilon), rate);  // [T6] [T1]
}

// Coefficients: rate. state [1][R][n]
RULE(adagrad, (const float* gradient, float* state, float* update, int all, float epsilon, float rate, const float* rows, int n),
     adagradRule(gradient[i], state + i, epsilon, coefficient(rows, 0, rate, i, n)))

// [T2] [T7] [T3]
FN float nadamRule(float g, float* state, int all, float beta1, float fresh1, float beta2, float fresh2, float epsilon, float stepSize, float rootBias,
                   float lookAhead) {
    float m = formulas::average(state[0], g, beta1, fresh1);        // [T2]
    float v = formulas::average(state[all], g * g, beta2, fresh2);  // [T2]
    state[0] = m;
    state[all] = v;
    return formulas::adamUpdate(formulas::lookAhead(g, m, lookAhead), v, stepSize, rootBias, epsilon);  // [T7] [T3]
}

// Coefficients: stepSize, rootBias, lookAhead. state [m, v][R][n]
RULE(nadam, (const float* gradient, float* state, float* update, int all, float beta1, float fresh1, float beta2, float fresh2, float epsilon,
             float stepSize, float rootBias, float lookAhead, const float* rows, int n),
     nadamRule(gradient[i], state + i, all, beta1, fresh1, beta2, fresh2, epsilon, coefficient(rows, 0, stepSize, i, n), coefficient(rows, 1, rootBias, i, n),
               coefficient(rows, 2, lookAhead, i, n)))

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

// The six sums of Agreement over each block's own range of `range` of a replica's n values, to parts [R][6][blocks]. Grid [blocks][R]. [L3] Each thread sums every
// blockDim.x-th value, and then half of the threads add the other half's sums, and so on: one fixed order, in double.
// blockDim.x is a power of two; shared: a double per thread.
KERNEL agreement_parts(const float* predicted, const float* truth, int n, int range, double* parts) {
    DYNAMIC_SHARED(double, agreementHalves);
    double sum[6] = {0, 0, 0, 0, 0, 0};
    int from = blockIdx.x * range;
    predicted += (size_t) blockIdx.y * n;
    truth += (size_t) blockIdx.y * n;
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
        if (threadIdx.x == 0) parts[((size_t) blockIdx.y * 6 + s) * gridDim.x + blockIdx.x] = agreementHalves[0];
        __syncthreads();
    }
}
EMULATED(agreement_parts)

// parts [R][6][blocks], each row in index order, to sums [R][6]: a thread per sum of a replica. Grid [1][R].
KERNEL agreement_sums(const double* parts, int blocks, float* sums) {
    int s = GLOBAL_INDEX;
    if (s >= 6) return;
    double sum = 0;
    const int row = blockIdx.y * 6 + s;
    for (int b = 0; b < blocks; b++) sum += parts[(size_t) row * blocks + b];
    sums[row] = (float) sum;
}
EMULATED(agreement_sums)
