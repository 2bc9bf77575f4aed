// The gradient by φ of an imitator of any size, after lstm_tiles: z̄ times what the gates read, summed over steps and coordinates.

#define LANE_RUN 32  // coordinates between two barriers
#define OUT 4        // a thread sums OUT x OUT weights

// Σ z̄·xᵀ of layer l over the steps and a slice of the coordinates: here first over LANE_RUN coordinates, then over steps, then
// over the runs of the slice. Grid [slices · tilesX · tilesY][G]; acrossX of the threads stand along the columns of
// [W_ih W_hh b], 16 at most, and 32 at most along its 4S rows. partial [R][slices][W]
KERNEL __launch_bounds__(256) lstm_weights(const int* layers, int L, int l, const float* gradient, const float* gates, const float* hs, float* partial,
                                           int T, int P, int R, int first, int slices, int slice, int tilesX, int acrossX, int W) {
    __shared__ float a[32 * OUT][LANE_RUN + 1], x[16 * OUT][LANE_RUN + 1];
    const Layer layer = layerOf(layers, l), top = layerOf(layers, L - 1);
    const int S = layer.S, inputs = layer.inputs, rows = 4 * S, columns = inputs + S + 1;
    const int N = R * P, M = gridDim.y * P, acrossY = blockDim.x / acrossX, tx = threadIdx.x % acrossX, ty = threadIdx.x / acrossX;
    const int part = blockIdx.x % slices, tile = blockIdx.x / slices;
    const int row0 = tile / tilesX * acrossY * OUT, column0 = tile % tilesX * acrossX * OUT;
    const int begin = part * slice, end = least(P, begin + slice);
    const size_t step = (size_t) (top.row + top.S) * M;
    float sum[OUT][OUT] = {};
    for (int p = begin; p < end; p += LANE_RUN) {
        for (int t = 0; t < T; t++) {
            const float *h = hs + t * step + (size_t) layer.row * M, *below = h + step - (size_t) inputs * M, *z = gates + 4 * (t * step + (size_t) layer.row * M);
            __syncthreads();
            for (int e = threadIdx.x; e < (acrossY + acrossX) * OUT * LANE_RUN; e += blockDim.x) {
                const int lane = e % LANE_RUN, at = blockIdx.y * P + p + lane, m = e / LANE_RUN, k = m - acrossY * OUT;
                const bool valid = p + lane < end;
                if (k < 0) {
                    a[m][lane] = valid && row0 + m < rows ? z[(size_t) (row0 + m) * M + at] : 0.0f;
                } else {
                    const int j = column0 + k;
                    x[k][lane] = !valid || j >= columns ? 0.0f : j == columns - 1 ? 1.0f : j >= inputs ? h[(size_t) (j - inputs) * M + at]
                        : l > 0 ? below[(size_t) j * M + at] : gradient[t * N + first * P + at];
                }
            }
            __syncthreads();
            float run[OUT][OUT] = {};
#pragma unroll 8
            for (int lane = 0; lane < LANE_RUN; lane++) {
#pragma unroll
                for (int i = 0; i < OUT; i++) {
#pragma unroll
                    for (int j = 0; j < OUT; j++) run[i][j] = fmaf(a[ty * OUT + i][lane], x[tx + acrossX * j][lane], run[i][j]);
                }
            }
            for (int i = 0; i < OUT; i++) {
                for (int j = 0; j < OUT; j++) sum[i][j] += run[i][j];
            }
        }
    }
    float* out = partial + ((size_t) (first + blockIdx.y) * slices + part) * W + layer.at;
    for (int i = 0; i < OUT; i++) {
        for (int j = 0; j < OUT; j++) {
            const int k = row0 + ty * OUT + i, column = column0 + tx + acrossX * j, bias = rows * (inputs + S) + k;
            if (k >= rows || column >= columns) continue;
            if (column < inputs) {
                out[k * inputs + column] = sum[i][j];
            } else if (column < inputs + S) {
                out[rows * inputs + k * S + column - inputs] = sum[i][j];
            } else {
                out[bias] = out[bias + rows] = sum[i][j];
            }
        }
    }
}
EMULATED(lstm_weights)
