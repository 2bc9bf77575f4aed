// The gradient by φ of an imitator of any size, after LstmBlock.cu: z̄ times the inputs of the gates, and the head's gradients times h,
// summed over steps and coordinates.

#define LANE_RUN 32  // coordinates between two barriers
#define OUT 4        // a thread sums OUT x OUT weights

// Σ left·rightᵀ over the steps and a slice of the coordinates: here first over LANE_RUN coordinates, then over steps, then
// over the runs of the slice. Grid [slices · tilesX · tilesY][G]; acrossX of the threads stand along the columns, 16 at most,
// and acrossY, 32 at most, along the rows; if there are more, they help to load. left(t, row, at), right(t, column, at) of
// the lane at; put(row, column, sum)
template <class Left, class Right, class Put>
FN void sumProducts(int rows, int columns, int T, int P, int slices, int slice, int tilesX, int acrossX, int acrossY, Left left, Right right, Put put) {
    __shared__ float a[32 * OUT][LANE_RUN + 1], x[16 * OUT][LANE_RUN + 1];
    const int tx = threadIdx.x % acrossX, ty = threadIdx.x / acrossX;
    const int part = blockIdx.x % slices, tile = blockIdx.x / slices;
    const int row0 = tile / tilesX * acrossY * OUT, column0 = tile % tilesX * acrossX * OUT;
    const int begin = part * slice, end = least(P, begin + slice);
    float sum[OUT][OUT] = {};
    for (int p = begin; p < end; p += LANE_RUN) {
        for (int t = 0; t < T; t++) {
            __syncthreads();
            for (int e = threadIdx.x; e < (acrossY + acrossX) * OUT * LANE_RUN; e += blockDim.x) {
                const int lane = e % LANE_RUN, at = blockIdx.y * P + p + lane, m = e / LANE_RUN, k = m - acrossY * OUT;
                const bool valid = p + lane < end;
                if (k < 0) {
                    a[m][lane] = valid && row0 + m < rows ? left(t, row0 + m, at) : 0.0f;
                } else {
                    x[k][lane] = valid && column0 + k < columns ? right(t, column0 + k, at) : 0.0f;
                }
            }
            __syncthreads();
            if (ty >= acrossY) continue;
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
    for (int i = 0; i < OUT; i++) {
        for (int j = 0; j < OUT; j++) {
            const int k = row0 + ty * OUT + i, column = column0 + tx + acrossX * j;
            if (ty < acrossY && k < rows && column < columns) put(k, column, sum[i][j]);
        }
    }
}

// Of layer l: rows are its 4S gates, columns those of [W_ih W_hh b]. bottom: what layer 0 reads, with its strides of a step and of
// a row. partial [R][slices][W]
KERNEL __launch_bounds__(256) lstm_weights(const int* layers, int L, int l, const float* bottom, int bottomStep, int bottomRow, const float* gates,
                                           const float* hs, float* partial, int T, int P, int first, int slices, int slice, int tilesX, int acrossX,
                                           int W) {
    const Layer layer = layerOf(layers, l), top = layerOf(layers, L - 1);
    const int S = layer.S, inputs = layer.inputs, rows = 4 * S, columns = inputs + S + 1, M = gridDim.y * P;
    const size_t step = (size_t) (top.row + top.S) * M;
    const float *h = hs + (size_t) layer.row * M, *below = h + step - (size_t) inputs * M, *z = gates + 4 * (size_t) layer.row * M;
    float* out = partial + ((size_t) (first + blockIdx.y) * slices + blockIdx.x % slices) * W + layer.at;
    sumProducts(rows, columns, T, P, slices, slice, tilesX, acrossX, blockDim.x / acrossX,
        [=](int t, int m, int at) { return z[4 * t * step + (size_t) m * M + at]; },
        [=](int t, int j, int at) {
            return j == columns - 1 ? 1.0f : j >= inputs ? h[t * step + (size_t) (j - inputs) * M + at]
                : l > 0 ? below[t * step + (size_t) j * M + at] : bottom[(size_t) t * bottomStep + (size_t) j * bottomRow + at];
        },
        [=](int k, int column, float sum) {
            const int bias = rows * (inputs + S) + k;
            if (column < inputs) {
                out[k * inputs + column] = sum;
            } else if (column < inputs + S) {
                out[rows * inputs + k * S + column - inputs] = sum;
            } else {
                out[bias] = out[bias + rows] = sum;
            }
        });
}
EMULATED(lstm_weights)

// Of the head: rows are its G gates, columns the last layer's H cells and the bias.
KERNEL __launch_bounds__(256) head_weights(const int* layers, int L, const float* heads, const float* hs, float* partial, int T, int P, int first,
                                           int slices, int slice, int tilesX, int acrossX, int acrossY, int W) {
    const Layer top = L > 0 ? layerOf(layers, L - 1) : Layer{0, 0, 0, 0};
    const Form& form = formOf(layers, L);
    const int G = form.gates, H = top.S, M = gridDim.y * P;
    const size_t step = (size_t) (top.row + H) * M;
    const float* h = hs + step + (size_t) top.row * M;
    float* out = partial + ((size_t) (first + blockIdx.y) * slices + blockIdx.x % slices) * W + form.head;
    sumProducts(G, H + 1, T, P, slices, slice, tilesX, acrossX, acrossY,
        [=](int t, int k, int at) { return heads[((size_t) t * G + k) * M + at]; },
        [=](int t, int j, int at) { return j == H ? 1.0f : h[t * step + (size_t) j * M + at]; },
        [=](int k, int j, float sum) { out[j < H ? k * H + j : G * H + k] = sum; });  // [I12]
}
EMULATED(head_weights)
