// The imitator of any size: a block owns a tile of coordinates for all steps and layers, so that it waits for no other block,
// and computes [I2] as matrix products in registers: a thread holds 4 gates of a cell for 4 coordinates. What the way back
// needs goes through global memory, coordinate last: per cell and step i, f, g, o, h_t, c_t, 24 bytes written and read; tanh c_t
// is computed again, which is cheaper than its bytes. The gates give way to z̄ [I11], which lstm_weights multiplies by the inputs.
// Products are fused here (fmaf), so that values agree with Java's to rounding only.
//
// The tape holds a group of G replicas: M = G·P lanes; T steps, C cells in all layers:
// gates [T][4C][M], per layer i, f, g, o; hs, cs [T+1][C][M], row 0 the carry; dh, dc [C][M]; with features
// inputs [T][F][M], and if the head has gates of its own heads [T][G][M].

#define TILE 64
#define ROW 16   // threads along the coordinates
#define VIEWS 4  // coordinates of a thread: lane, lane + 16, lane + 32, lane + 48
#define CHUNK 32

struct Staged {
    alignas(16) float x[CHUNK][TILE];
    alignas(16) float w[CHUNK][64 + 4];  // the last 4 keep rows on different banks
};

// A layer's place, [L][4] in memory.
struct Layer {
    int S, inputs, at, row;  // cells, columns of W_ih, place in φ, cells in the layers below
};

FN Layer layerOf(const int* layers, int l) { return {layers[4 * l], layers[4 * l + 1], layers[4 * l + 2], layers[4 * l + 3]}; }

// z[q][v] += Σ_j weight(m, j)·value(j, lane), j below columns, in index order; m = thread's row · Q + q. Begins with a barrier.
// BY_COLUMN: neighbours in memory are weights of one row.
template <int Q, bool BY_COLUMN, class Weight, class Value>
FN void multiply(Staged& s, float (&z)[Q][VIEWS], int columns, Weight weight, Value value) {
    const int rows = blockDim.x / ROW * Q, lane = threadIdx.x % ROW, row = threadIdx.x / ROW;
    for (int from = 0; from < columns; from += CHUNK) {
        const int n = least(CHUNK, columns - from);
        __syncthreads();
        for (int i = threadIdx.x; i < n * TILE; i += blockDim.x) s.x[i / TILE][i % TILE] = value(from + i / TILE, i % TILE);
        for (int i = threadIdx.x; i < CHUNK * (BY_COLUMN ? rows : 64); i += blockDim.x) {
            const int j = BY_COLUMN ? i % CHUNK : i / 64, m = BY_COLUMN ? i / CHUNK : i % 64;
            if (j < n && m < rows) s.w[j][m] = weight(m, from + j);
        }
        __syncthreads();
#pragma unroll 4
        for (int j = 0; j < n; j++) {
            float x[VIEWS];
#pragma unroll
            for (int v = 0; v < VIEWS; v++) x[v] = s.x[j][lane + ROW * v];
#pragma unroll
            for (int q = 0; q < Q; q++) {
                const float w = s.w[j][row * Q + q];
#pragma unroll
                for (int v = 0; v < VIEWS; v++) z[q][v] = fmaf(w, x[v], z[q][v]);
            }
        }
    }
}

// One step of one layer for the tile of n coordinates. below [inputs][.] with stride `wide`: its inputs; gates [4S][M];
// h, c [S][M] before and after.
FN void layerForward(Staged& s, const float* phi, Layer l, const float* below, int wide, const float* h, const float* c, float* gates, float* hAfter,
                     float* cAfter, int M, int n) {
    const float *ih = phi + l.at, *hh = ih + 4 * l.S * l.inputs, *b = hh + 4 * l.S * l.S;
    const int cells = blockDim.x / ROW;
    for (int from = 0; from < l.S; from += cells) {
        const int k = from + threadIdx.x / ROW;
        float z[4][VIEWS];
        for (int gate = 0; gate < 4; gate++) {
            const float bias = k < l.S ? b[gate * l.S + k] + b[(4 + gate) * l.S + k] : 0.0f;
            for (int v = 0; v < VIEWS; v++) z[gate][v] = bias;
        }
        multiply<4, true>(s, z, l.inputs + l.S,
            [=](int m, int j) {
                const int row = (m & 3) * l.S + from + (m >> 2);
                return from + (m >> 2) >= l.S ? 0.0f : j < l.inputs ? ih[row * l.inputs + j] : hh[row * l.S + j - l.inputs];
            },
            [=](int j, int lane) {
                return lane >= n ? 0.0f : j < l.inputs ? below[(size_t) j * wide + lane] : h[(size_t) (j - l.inputs) * M + lane];
            });  // [I2]
        for (int v = 0; v < VIEWS; v++) {
            const int lane = threadIdx.x % ROW + ROW * v;
            if (k >= l.S || lane >= n) continue;
            const size_t at = (size_t) k * M + lane, gate = (size_t) l.S * M;
            const float i = formulas::sigmoid(z[0][v]), f = formulas::sigmoid(z[1][v]), g = formulas::tanh(z[2][v]), o = formulas::sigmoid(z[3][v]);  // [I3] [I4]
            const float cell = formulas::carry(f, c[at], i, g);  // [I5]
            cAfter[at] = cell;
            hAfter[at] = formulas::output(o, formulas::tanh(cell));  // [I6]
            if (gates) {
                gates[at] = i;
                gates[gate + at] = f;
                gates[2 * gate + at] = g;
                gates[3 * gate + at] = o;
            }
        }
    }
}

// [I10] [I11] z̄ in the gates' place, for the tile; c before the step and after it.
FN void gatesBackward(int S, float* gates, const float* c, const float* cAfter, const float* dh, float* dc, int M, int n) {
    for (int e = threadIdx.x; e < S * TILE; e += blockDim.x) {
        if (e % TILE >= n) continue;
        const size_t at = (size_t) (e / TILE) * M + e % TILE, gate = (size_t) S * M;
        const float i = gates[at], f = gates[gate + at], g = gates[2 * gate + at], o = gates[3 * gate + at], tanhC = formulas::tanh(cAfter[at]);
        const float down = formulas::cellGradient(dc[at], dh[at], o, tanhC);
        gates[at] = formulas::sigmoidGateGradient(down, g, i);
        gates[gate + at] = formulas::sigmoidGateGradient(down, c[at], f);
        gates[2 * gate + at] = formulas::tanhGateGradient(down, i, g);
        gates[3 * gate + at] = formulas::sigmoidGateGradient(dh[at], tanhC, o);
        dc[at] = down * f;
    }
}

// W_hhᵀ·z̄ becomes dh, W_ihᵀ·z̄ is added to dhBelow; none goes below layer 0 (null).
template <int Q>
FN void layerBackward(Staged& s, const float* phi, Layer l, const float* gates, float* dh, float* dhBelow, int M, int n) {
    const float *ih = phi + l.at, *hh = ih + 4 * l.S * l.inputs;
    const int rows = l.S + (dhBelow ? l.inputs : 0), step = blockDim.x / ROW * Q;
    for (int from = 0; from < rows; from += step) {
        float z[Q][VIEWS] = {};
        multiply<Q, false>(s, z, 4 * l.S,
            [=](int m, int j) {
                const int k = from + m;
                return k < l.S ? hh[j * l.S + k] : k < rows ? ih[j * l.inputs + k - l.S] : 0.0f;
            },
            [=](int j, int lane) { return lane < n ? gates[(size_t) j * M + lane] : 0.0f; });
        for (int q = 0; q < Q; q++) {
            const int k = from + threadIdx.x / ROW * Q + q;
            for (int v = 0; v < VIEWS; v++) {
                const int lane = threadIdx.x % ROW + ROW * v;
                if (k >= rows || lane >= n) continue;
                if (k < l.S) {
                    dh[(size_t) k * M + lane] = z[q][v];
                } else {
                    dhBelow[(size_t) (k - l.S) * M + lane] += z[q][v];
                }
            }
        }
    }
}
