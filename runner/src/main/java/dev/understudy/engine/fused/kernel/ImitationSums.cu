// The sums that end a meta-step, those of ImitatePass.java.

// A block of SUM_THREADS adds up SUM_COLUMNS columns of a matrix: SUM_PARTS runs of rows, each in index order, side by side,
// then the runs in double, in index order [L3]. Doubles only there: consumer GPUs add 64 times fewer of them.
#define SUM_COLUMNS 32
#define SUM_PARTS 16
#define SUM_THREADS (SUM_COLUMNS * SUM_PARTS)

// Of the column that the thread stands in. @param a [rows][columns] @return the sum, for the first SUM_COLUMNS threads
FN double columnSum(const float* a, int rows, int columns, int column) {
    __shared__ float runs[SUM_PARTS][SUM_COLUMNS];
    int k = threadIdx.x % SUM_COLUMNS, part = threadIdx.x / SUM_COLUMNS;
    int each = (rows + SUM_PARTS - 1) / SUM_PARTS, end = least(rows, (part + 1) * each);
    float run = 0.0f;
    if (column < columns) {
#pragma unroll 8
        for (int i = part * each; i < end; i++) run += a[(size_t) i * columns + column];
    }
    runs[part][k] = run;
    __syncthreads();
    double sum = 0;
    for (int i = 0; part == 0 && i < SUM_PARTS; i++) sum += runs[i][k];
    return sum;
}

// Of n values. @return the sum, for the first SUM_COLUMNS threads
template <typename Value>
FN double doubleSum(const Value* a, int n) {
    __shared__ double runs[SUM_COLUMNS];
    int i = threadIdx.x, each = (n + SUM_COLUMNS - 1) / SUM_COLUMNS;
    if (i < SUM_COLUMNS) {
        runs[i] = 0;
        for (int b = i * each; b < least(n, (i + 1) * each); b++) runs[i] += a[b];
    }
    __syncthreads();
    double sum = 0;
    for (int k = 0; i < SUM_COLUMNS && k < SUM_COLUMNS; k++) sum += runs[k];
    return sum;
}

// Loss and gradient of each replica; of one replica they are the answer. Grid [W/SUM_COLUMNS][R].
// terms [R][blocks], partial [R][slices][W]; count: P·T. gradient [R][W], times the loss's scale/R; value [R]; mean [1] or null
KERNEL __launch_bounds__(SUM_THREADS) imitation_sums(const float* terms, int blocks, const float* partial, int slices, int W, int loss, int count,
                                                     float* gradient, double* value, float* mean) {
    int r = blockIdx.y, w = blockIdx.x * SUM_COLUMNS + threadIdx.x % SUM_COLUMNS;
    double sum = doubleSum(terms + (size_t) r * blocks, blocks);
    double g = columnSum(partial + (size_t) r * slices * W, slices, W, w);
    if (threadIdx.x >= SUM_COLUMNS) return;
    double L = loss == LOSS_RELATIVE ? ::sqrt(sum) : sum / count;
    double scale = loss == LOSS_RELATIVE ? (L == 0 ? 0 : 1 / L) : 1.0 / count;  // the norm's derivative at 0 is 0
    if (w < W) gradient[(size_t) r * W + w] = (float) (g * scale / (int) gridDim.y);
    if (w == 0) {
        value[r] = L;
        if (mean) *mean = (float) L;
    }
}
EMULATED(imitation_sums)

// Over the replicas. Grid [W/SUM_COLUMNS]. gradient [R][W], value [R]; metaGradient [W], mean [1]
KERNEL __launch_bounds__(SUM_THREADS) imitation_mean(const float* gradient, const double* value, int R, int W, float* metaGradient, float* mean) {
    int w = blockIdx.x * SUM_COLUMNS + threadIdx.x % SUM_COLUMNS;
    double L = doubleSum(value, R);
    double g = columnSum(gradient, R, W, w);
    if (threadIdx.x >= SUM_COLUMNS) return;
    if (w < W) metaGradient[w] = (float) g;
    if (w == 0) *mean = (float) (L / R);
}
EMULATED(imitation_mean)
