// The unroll of a tile of coordinates through features, layers, head and loss, and back: the twin of LstmBlock.java.

// T steps, and with FLAG_LEARN the loss and the way back, which leaves z̄ in the gates, and in heads the gradients by the
// head's gates. PLAIN: raw gradients and the gated head; so nothing of the rest costs it registers.
// POWER: the exponential head.
// Grid [tiles of P][G], up to 256 threads. gradient, truth, predicted [T][R][P]; h, c [C][R][P]; update [R][P]; moments [S][R][P];
// terms [R][tiles]; replicas from `first` on, each with its own φ, phiStride behind the one before, or all with one, if that
// is 0. With a sample P is the number of its lanes. clock [3][R], episodes, steps and horizons, to which so many steps have been
// added since it was written; null if time is not read
template <bool PLAIN, bool POWER>
FN void unrollTile(const float* phi, int phiStride, const int* layers, int L, const int* clock, int stepsAhead, const float* gradient,
                   const float* truth, float* h, float* c, float* update, float* moments, float* predicted, float* gates, float* hs, float* cs,
                   float* dh, float* dc, float* inputs, float* heads, float* terms, int T, int P, int R, int first, int loss, float floor, int flags) {
    __shared__ Staged s;
    __shared__ float last[TILE], through[TILE], term[TILE];
    __shared__ int phiAt, done, horizon;  // of this replica; in registers of each thread they would be too many
    const int n = least(TILE, P - blockIdx.x * TILE), N = R * P, M = gridDim.y * P;
    const int place = (first + blockIdx.y) * P + blockIdx.x * TILE, own = blockIdx.y * P + blockIdx.x * TILE;
    const Layer top = PLAIN || L > 0 ? layerOf(layers, L - 1) : Layer{0, 0, 0, 0};
    const Form& form = formOf(layers, L);  // absent if PLAIN
    const int F = PLAIN ? 0 : form.rows, G = PLAIN ? 0 : form.gates;
    const int C = top.row + top.S, wide = F > 0 ? M : N;
    const size_t step = (size_t) C * M, topAt = (size_t) top.row * M + own;
    const bool forced = flags & FLAG_FORCED, learn = flags & FLAG_LEARN;
    const size_t second = flags & FLAG_GATE_ZERO ? 0 : M;  // from h[0] to the gate of Δ̂_{t−1}
    for (int e = threadIdx.x; e < C * TILE; e += blockDim.x) {
        if (e % TILE >= n) continue;
        const size_t at = (size_t) (e / TILE) * M + own + e % TILE, from = (size_t) (e / TILE) * N + place + e % TILE;
        hs[at] = h[from];
        cs[at] = c[from];
        if (learn) dh[at] = dc[at] = 0.0f;
    }
    for (int i = threadIdx.x; i < TILE; i += blockDim.x) {
        last[i] = i < n ? update[place + i] : 0.0f;
        through[i] = term[i] = 0.0f;
    }
    if (threadIdx.x == 0) {
        const int r = first + blockIdx.y;
        phiAt = r * phiStride;
        done = clock ? clock[R + r] + stepsAhead : 0;
        horizon = clock ? clock[2 * R + r] : 1;
    }
    __syncthreads();
    for (int t = 0; t < T; t++) {
        const float* g = gradient + t * N + place;
        float* read = inputs + (size_t) t * F * M + own;
        const float* x = F > 0 ? read : g;
        if (F > 0) {
            __syncthreads();
            featuresOf(form, moments + place, N, g, last, done + t + 1, horizon, read, M, n);
        }
        for (int l = 0; l < L; l++) {
            Layer a = layerOf(layers, l);
            a.at += phiAt;
            const size_t at = t * step + (size_t) a.row * M + own, after = at + step;
            layerForward(s, phi, a, l == 0 ? x : hs + after - (size_t) a.inputs * M, l == 0 ? wide : M, hs + at, cs + at,
                learn ? gates + 4 * t * step + 4 * (size_t) a.row * M + own : nullptr, hs + after, cs + after, M, n);
        }
        __syncthreads();
        const float* out = hs + (t + 1) * step + topAt;
        float* gate = heads + (size_t) t * G * M + own;
        if (G > 0) {
            headGates(form, phi + phiAt, top.S, out, gate, M, n);
            __syncthreads();
        }
        for (int i = threadIdx.x; i < n; i += blockDim.x) {
            const float q = G > 0 ? headUpdate<POWER>(form, gate + i, M, x + i, wide, last[i]) : formulas::gated(g[i], out[i], last[i], out[second + i]);  // [I7]
            predicted[t * N + place + i] = q;
            if (learn) imitationTerm(loss, floor, truth[t * N + place + i], q, term[i]);
            last[i] = forced ? truth[t * N + place + i] : q;
        }
    }
    for (int t = T - 1; learn && t >= 0; t--) {
        float* gate = heads + (size_t) t * G * M + own;
        __syncthreads();
        for (int i = threadIdx.x; i < n; i += blockDim.x) {
            const int at = t * N + place + i;
            float unused = 0.0f, d = imitationTerm(loss, floor, truth[at], predicted[at], unused);
            if (!forced) d += through[i];
            const float before = t == 0 ? update[place + i] : forced ? truth[at - N] : predicted[at - N];
            if (G > 0) {
                const float* x = F > 0 ? inputs + (size_t) t * F * M + own + i : gradient + at;
                through[i] = headBackward<POWER>(form, gate + i, M, x, wide, before, d);
                continue;
            }
            if (!forced) through[i] = d * hs[(t + 1) * step + topAt + M + i];
            dh[topAt + i] += d * gradient[at];
            dh[topAt + second + i] += d * before;
        }
        if (G > 0 && L > 0) {
            __syncthreads();
            headInputs(form, phi + phiAt, top.S, gate, dh + topAt, M, n);
        }
        for (int l = L - 1; l >= 0; l--) {
            Layer a = layerOf(layers, l);
            a.at += phiAt;
            const size_t at = (size_t) a.row * M + own;
            float *z = gates + 4 * t * step + 4 * (size_t) a.row * M + own, *below = l > 0 ? dh + at - (size_t) a.inputs * M : nullptr;
            __syncthreads();
            gatesBackward(a.S, z, cs + t * step + at, cs + (t + 1) * step + at, dh + at, dc + at, M, n);
            if (a.S + (below ? a.inputs : 0) <= (int) blockDim.x / ROW * 2) {
                layerBackward<2>(s, phi, a, z, dh + at, below, M, n);
            } else {
                layerBackward<4>(s, phi, a, z, dh + at, below, M, n);
            }
        }
    }
    __syncthreads();
    for (int e = threadIdx.x; e < C * TILE; e += blockDim.x) {
        if (e % TILE >= n) continue;
        const size_t at = T * step + (size_t) (e / TILE) * M + own + e % TILE, to = (size_t) (e / TILE) * N + place + e % TILE;
        h[to] = hs[at];
        c[to] = cs[at];
    }
    for (int i = threadIdx.x; i < n; i += blockDim.x) update[place + i] = last[i];
    if (learn && threadIdx.x == 0) terms[(size_t) (first + blockIdx.y) * gridDim.x + blockIdx.x] = sumOfEight(term, TILE);  // [L3]
}

// ptxas finds room for four blocks of the plain kernel on a multiprocessor by itself; for three of the headed one it has to be told; with an exponent those
// would spill fifty bytes of a thread.
#define LSTM_TILES(name, BOUNDS, PLAIN, POWER)                                                                                                         \
    KERNEL BOUNDS name(const float* phi, int phiStride, const int* layers, int L, const int* clock, int stepsAhead, const float* gradient,             \
                       const float* truth, float* h, float* c, float* update, float* moments, float* predicted, float* gates, float* hs,               \
                       float* cs, float* dh, float* dc, float* inputs, float* heads, float* terms, int T, int P, int R, int first, int loss,           \
                       float floor, int flags) {                                                                                                       \
        unrollTile<PLAIN, POWER>(phi, phiStride, layers, L, clock, stepsAhead, gradient, truth, h, c, update, moments, predicted, gates, hs, cs,       \
            dh, dc, inputs, heads, terms, T, P, R, first, loss, floor, flags);                                                                         \
    }                                                                                                                                                  \
    EMULATED(name)

LSTM_TILES(lstm_tiles, __launch_bounds__(256), true, false)
LSTM_TILES(lstm_tiles_headed, __launch_bounds__(256, 3), false, false)
LSTM_TILES(lstm_tiles_exponential, __launch_bounds__(256, 2), false, true)
