// The imitator with one layer of 2 to 4 cells: one thread per coordinate, all of a meta-step but the last sums in one kernel.
//
// Bytes in global memory, per coordinate: g and u read and Δ̂ written once per step (and met again in the caches on the way
// back), h, c and Δ̂ of the carry read and written once: 4·(3T + 4H + 2), which is 100 at H 2, T 5. What the way back needs
// stays in shared memory, the tape. Its long form holds what [I10] and [I11] read (i, f, g, o, tanh c_t, c_{t−1}): 24H bytes per
// step; the short one h_{t−1}, c_{t−1}: 8H, and the gates are computed again, half as much arithmetic once more. At T 5 the
// long one leaves room for 8 warps even on the smallest GPU; the host picks. All forms give the same bits, unless the compiler
// may contract (FastCells.cu): it then fuses in each form as it sees fit.

#define LSTM_LANES 64  // coordinates of a tile and threads of a block: part of the order of summation [L3]
#define FLAG_FORCED 1     // Δ̂_{t−1} on the right of [I7] is the teacher's
#define FLAG_GATE_ZERO 2  // the source's fault: it is multiplied by gate h[0]
#define FLAG_LEARN 4

// Places in φ, which are those of the sums as well.
template <int H>
struct Phi {
    static const int HH = 4 * H;               // W_hh [4H][H], behind W_ih [4H]
    static const int B = HH + 4 * H * H;       // b_ih [4H]; in shared memory b_ih + b_hh
    static const int DISTINCT = B + 4 * H;     // sums that differ: both biases have the same gradient
    static const int ALL = DISTINCT + 4 * H;   // W
};

template <int H>
FN void loadPhi(const float* phi, float* w) {
    for (int k = threadIdx.x; k < Phi<H>::DISTINCT; k += blockDim.x) w[k] = k < Phi<H>::B ? phi[k] : phi[k] + phi[k + 4 * H];
    __syncthreads();
}

// One step of one coordinate [I2]–[I6], sums in Java's order; h and c go from before the step to after it. a: i, f, g, o
template <int H>
FN void cell(const float* w, float x, float (&h)[H], float (&c)[H], float (&a)[4 * H], float (&tanhC)[H]) {
#pragma unroll
    for (int k = 0; k < 4 * H; k++) {
        float z = w[Phi<H>::B + k] + w[k] * x;  // [I2]
#pragma unroll
        for (int j = 0; j < H; j++) z = z + w[Phi<H>::HH + k * H + j] * h[j];
        a[k] = k / H == 2 ? formulas::tanh(z) : formulas::sigmoid(z);  // [I3] [I4]
    }
#pragma unroll
    for (int k = 0; k < H; k++) {
        c[k] = formulas::carry(a[H + k], c[k], a[k], a[2 * H + k]);  // [I5]
        tanhC[k] = formulas::tanh(c[k]);
        h[k] = formulas::output(a[3 * H + k], tanhC[k]);  // [I6]
    }
}

// [I10] [I11] From the derivatives by h_t and c_t to those by the gates' z, in place of a, and by h_{t−1} and c_{t−1}.
template <int H>
FN void cellBackward(const float* w, const float (&before)[H], const float (&tanhC)[H], float (&a)[4 * H], float (&dh)[H], float (&dc)[H]) {
#pragma unroll
    for (int k = 0; k < H; k++) {
        float i = a[k], f = a[H + k], g = a[2 * H + k], o = a[3 * H + k];
        float down = formulas::cellGradient(dc[k], dh[k], o, tanhC[k]);
        a[k] = formulas::sigmoidGateGradient(down, g, i);
        a[H + k] = formulas::sigmoidGateGradient(down, before[k], f);
        a[2 * H + k] = formulas::tanhGateGradient(down, i, g);
        a[3 * H + k] = formulas::sigmoidGateGradient(dh[k], tanhC[k], o);
        dc[k] = down * f;
    }
#pragma unroll
    for (int j = 0; j < H; j++) {
        float sum = 0.0f;
#pragma unroll
        for (int k = 0; k < 4 * H; k++) sum = sum + w[Phi<H>::HH + k * H + j] * a[k];
        dh[j] = sum;
    }
}

// Keeps the compiler from holding the weights in registers over a loop: the sums fill them, and at 4 cells they would spill.
FN void readAgain() { asm volatile("" ::: "memory"); }

// T steps forward, the loss, T steps back, for `tiles` tiles of one replica. Grid [blocks][R], LSTM_LANES threads.
// gradient, truth, predicted [T][R][P]; h, c [H][R][P]; update [R][P]; tape [T·2H][R·P] if it is too long for shared memory;
// partial [R][blocks][W], terms [R][blocks]
template <int H, bool LONG, bool SHARED>
FN void unroll(const float* phi, const float* gradient, const float* truth, float* h0, float* c0, float* update, float* predicted, float* tape,
               float* partial, float* terms, int T, int P, int tiles, int loss, float floor, int flags) {
    typedef Phi<H> At;
    const int KEPT = LONG ? 6 * H : 2 * H;
    DYNAMIC_SHARED(float, shared);
    alignas(16) __shared__ float w[At::DISTINCT];
    loadPhi<H>(phi, w);
    const int lane = threadIdx.x, N = gridDim.y * P;
    const bool forced = flags & FLAG_FORCED, gateZero = flags & FLAG_GATE_ZERO;
    const size_t stride = SHARED ? LSTM_LANES : N;
    float sums[At::DISTINCT] = {};  // gradient by φ, unscaled
    float term = 0.0f;
    for (int tile = 0; tile < tiles; tile++) {
        const int p = (blockIdx.x * tiles + tile) * LSTM_LANES + lane;
        if (p >= P) break;
        const int place = blockIdx.y * P + p;
        float* kept = SHARED ? shared + lane : tape + place;  // [T][KEPT], of this coordinate
        float h[H], c[H], first[H], a[4 * H], tanhC[H];
#pragma unroll
        for (int k = 0; k < H; k++) {
            h[k] = first[k] = h0[k * N + place];
            c[k] = c0[k * N + place];
        }
        const float start = update[place];
        float last = start, g = gradient[place], u = truth[place], q = 0.0f;
        for (int t = 0; t < T; t++) {
            readAgain();
            const int next = least(t + 1, T - 1) * N + place;  // asked for early: nothing else hides the way to memory
            const float gNext = gradient[next], uNext = truth[next];
            float* keep = kept + t * KEPT * stride;
#pragma unroll
            for (int k = 0; k < H; k++) {
                keep[k * stride] = c[k];
                if (!LONG) keep[(H + k) * stride] = h[k];
            }
            cell<H>(w, g, h, c, a, tanhC);
#pragma unroll
            for (int k = 0; LONG && k < H; k++) {
                keep[(H + k) * stride] = tanhC[k];
#pragma unroll
                for (int gate = 0; gate < 4; gate++) keep[((2 + gate) * H + k) * stride] = a[gate * H + k];
            }
            q = formulas::gated(g, h[0], last, gateZero ? h[0] : h[1]);  // [I7]
            predicted[t * N + place] = q;
            imitationTerm(loss, floor, u, q, term);
            last = forced ? u : q;
            if (t + 1 < T) {
                g = gNext;
                u = uNext;
            }
        }
#pragma unroll
        for (int k = 0; k < H; k++) {
            h0[k * N + place] = h[k];
            c0[k * N + place] = c[k];
        }
        update[place] = last;

        float dh[H] = {}, dc[H] = {}, through = 0.0f;
        for (int t = T - 1; t >= 0; t--) {
            readAgain();
            const int next = (t > 0 ? t - 1 : 0) * N + place;
            const float gNext = gradient[next], uNext = truth[next], qNext = predicted[next];
            const float* keep = kept + t * KEPT * stride;
            float before[H], hBefore[H];  // c_{t−1}, h_{t−1}
            const float h1 = h[1];
#pragma unroll
            for (int k = 0; k < H; k++) {
                before[k] = keep[k * stride];
                if (LONG) {
                    tanhC[k] = keep[(H + k) * stride];
#pragma unroll
                    for (int gate = 0; gate < 4; gate++) a[gate * H + k] = keep[((2 + gate) * H + k) * stride];
                    const float* earlier = keep - (t > 0 ? KEPT : 0) * stride;
                    hBefore[k] = t > 0 ? formulas::output(earlier[(5 * H + k) * stride], earlier[(H + k) * stride]) : first[k];  // [I6]
                } else {
                    hBefore[k] = h[k] = keep[(H + k) * stride];
                    c[k] = before[k];
                }
            }
            if (!LONG) cell<H>(w, g, h, c, a, tanhC);
            float unused = 0.0f;
            float d = imitationTerm(loss, floor, u, q, unused);
            if (!forced) {
                d += through;
                through = d * h1;
            }
            last = t == 0 ? start : forced ? uNext : qNext;
            dh[0] += d * g;  // [I7] backward
            const float toGate = d * last;
            if (gateZero) dh[0] += toGate;  // an index known only at run time would put dh into the device's memory
            else dh[1] += toGate;
            cellBackward<H>(w, before, tanhC, a, dh, dc);
#pragma unroll
            for (int k = 0; k < 4 * H; k++) {
                sums[k] += a[k] * g;
                sums[At::B + k] += a[k];
#pragma unroll
                for (int j = 0; j < H; j++) sums[At::HH + k * H + j] += a[k] * hBefore[j];
            }
#pragma unroll
            for (int k = 0; k < H; k++) h[k] = hBefore[k];
            g = gNext;
            u = uNext;
            q = qNext;
        }
    }
    // [L3] One thread per sum over the block's lanes; rows of LSTM_LANES + 1 keep the threads on different banks.
    __syncthreads();
#pragma unroll
    for (int s = 0; s < At::DISTINCT; s++) shared[s * (LSTM_LANES + 1) + lane] = sums[s];
    shared[At::DISTINCT * (LSTM_LANES + 1) + lane] = term;
    __syncthreads();
    const size_t block = (size_t) blockIdx.y * gridDim.x + blockIdx.x;
    for (int s = lane; s <= At::DISTINCT; s += LSTM_LANES) {
        const float sum = sumOfEight(shared + s * (LSTM_LANES + 1), LSTM_LANES);
        if (s == At::DISTINCT) {
            terms[block] = sum;
        } else {
            partial[block * At::ALL + s] = sum;
            if (s >= At::B) partial[block * At::ALL + s + 4 * H] = sum;
        }
    }
}

// One step without learning; truth, if forced, is taken for Δ̂_{t−1} by the next step. Grid [blocks of P][R]; from a replica's φ
// to the next's it is phiStride, 0 if all have one.
template <int H>
FN void step(const float* phi, int phiStride, const float* gradient, const float* truth, float* h0, float* c0, float* update, float* predicted,
             int P, int flags) {
    alignas(16) __shared__ float w[Phi<H>::DISTINCT];
    loadPhi<H>(phi + (size_t) blockIdx.y * phiStride, w);
    const int p = GLOBAL_INDEX, i = blockIdx.y * P + p, N = gridDim.y * P;
    if (p >= P) return;
    float h[H], c[H], a[4 * H], tanhC[H];
#pragma unroll
    for (int k = 0; k < H; k++) {
        h[k] = h0[k * N + i];
        c[k] = c0[k * N + i];
    }
    const float g = gradient[i];
    cell<H>(w, g, h, c, a, tanhC);
    const float q = formulas::gated(g, h[0], update[i], h[1]);  // [I7]
    predicted[i] = q;
    update[i] = flags & FLAG_FORCED ? truth[i] : q;
#pragma unroll
    for (int k = 0; k < H; k++) {
        h0[k * N + i] = h[k];
        c0[k * N + i] = c[k];
    }
}

#ifndef LSTM_BOUNDS  // the assembler finds the best number of registers by itself
#define LSTM_BOUNDS(H) __launch_bounds__(LSTM_LANES)
#endif

#define LSTM_UNROLL(name, H, LONG, SHARED)                                                                                                \
    KERNEL LSTM_BOUNDS(H) name(const float* phi, const float* gradient, const float* truth, float* h, float* c, float* update,             \
                                         float* predicted, float* tape, float* partial, float* terms, int T, int P, int tiles, int loss,   \
                                         float floor, int flags) {                                                                         \
        unroll<H, LONG, SHARED>(phi, gradient, truth, h, c, update, predicted, tape, partial, terms, T, P, tiles, loss, floor, flags);     \
    }                                                                                                                                      \
    EMULATED(name)

#define LSTM_CELLS(H)                                                                                                                      \
    LSTM_UNROLL(lstm##H##_long, H, true, true)                                                                                             \
    LSTM_UNROLL(lstm##H##_short, H, false, true)                                                                                           \
    LSTM_UNROLL(lstm##H##_global, H, false, false)                                                                                         \
    KERNEL lstm##H##_step(const float* phi, int phiStride, const float* gradient, const float* truth, float* h, float* c, float* update,   \
                          float* predicted, int P, int flags) {                                                                            \
        step<H>(phi, phiStride, gradient, truth, h, c, update, predicted, P, flags);                                                       \
    }                                                                                                                                      \
    EMULATED(lstm##H##_step)

LSTM_CELLS(2)
LSTM_CELLS(3)
LSTM_CELLS(4)
