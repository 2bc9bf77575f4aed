// What the practice of a meta-training asks for: samples of coordinates, a meta-gradient of bounded length, and networks of other scales.
// clock [2][R], episodes and steps, to which so many episodes have been added since it was written.

// The sampled coordinates of every row, a thread for each of a replica. from [rows][R][P], to [rows][R][n]; grid (n, R)
KERNEL gather_sample(const float* from, float* to, int rows, int P, int n, const int* clock, int episodesAhead, int seed0, int seed1) {
    const int k = GLOBAL_INDEX, r = blockIdx.y, R = gridDim.y;
    if (k >= n) return;
    const int p = philox::sampled(seed0, seed1, clock[r] + episodesAhead, k, n, P);
    for (int row = 0; row < rows; row++) to[((size_t) row * R + r) * n + k] = from[((size_t) row * R + r) * P + p];
}
EMULATED(gather_sample)

// Shortens values [n] to the norm `most` if theirs is longer; summed in index order, in double. One block; shared: a double per thread.
KERNEL clip_norm(float* values, int n, float most) {
    DYNAMIC_SHARED(double, clipTile);
    double sum = 0;
    for (int from = 0; from < n; from += blockDim.x) {
        int i = from + threadIdx.x;
        if (i < n) clipTile[threadIdx.x] = (double) values[i] * values[i];
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int k = 0; k < (int) blockDim.x && from + k < n; k++) sum += clipTile[k];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) clipTile[0] = ::sqrt(sum);
    __syncthreads();
    const double norm = clipTile[0];
    if (!(norm > most)) return;
    const float factor = (float) (most / norm);
    for (int i = threadIdx.x; i < n; i += blockDim.x) values[i] *= factor;
}
EMULATED(clip_norm)

// Every replica's row times a factor of its own. values [R][n], factors [R]; grid (n, R)
KERNEL scale_rows(float* values, int n, const float* factors) {
    const int i = GLOBAL_INDEX, r = blockIdx.y;
    if (i < n) values[(size_t) r * n + i] *= factors[r];
}
EMULATED(scale_rows)
