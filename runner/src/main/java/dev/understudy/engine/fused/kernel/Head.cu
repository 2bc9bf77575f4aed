// The heads of [I12] for a tile of coordinates at one step, the twin of Head.java. Sums run in index order and are not fused,
// so that with the same h the bits are Java's. In `gates` [G][M] lie the gates on the way there, on the way back the gradients
// by them. The loops over them are not unrolled: the registers are full of the sums of [I2].

// Signal k of a lane. x: the rows of the step, with stride `wide`
FN float signalOf(const Form& f, const float* x, int wide, int k) { return f.signal < 0 ? 1.0f : x[(size_t) (f.signal + k) * wide]; }

// Gates from h [H][M] of the last layer after the step, or from the biases alone: a thread per gate and lane.
FN void headGates(const Form& f, const float* phi, int H, const float* h, float* gates, int M, int n) {
    const float *w = phi + f.head, *b = w + f.gates * H;
#pragma unroll 1
    for (int e = threadIdx.x; e < f.gates * TILE; e += blockDim.x) {
        const int k = e / TILE, lane = e % TILE;
        if (lane >= n) continue;
        float sum = b[k];
        for (int j = 0; j < H; j++) sum = sum + w[k * H + j] * h[(size_t) j * M + lane];
        gates[(size_t) k * M + lane] = k == f.signals ? formulas::fading(sum) : sum;  // [I20]
    }
}

// Δ̂_t of a lane. POWER: behind the last update's gate stands the exponent [I21], of which the power is left.
template <bool POWER>
FN float headUpdate(const Form& f, float* gates, int M, const float* x, int wide, float last) {
    float z = 0.0f;
#pragma unroll 1
    for (int k = 0; k < f.signals; k++) z = z + signalOf(f, x, wide, k) * gates[(size_t) k * M];
    if (POWER) {
        float* power = gates + (size_t) (f.signals + 1) * M;
        *power = formulas::exponential(*power);  // [I21]
        z = z * *power;
    }
    return f.gates > f.signals ? formulas::headed(f.gain, z, last, gates[(size_t) f.signals * M]) : formulas::headed(f.gain, z, 0.0f, 0.0f);  // [I12]
}

// From d, the derivative by Δ̂_t, of a lane, to those by the gates. @return the derivative by Δ̂_{t−1}
template <bool POWER>
FN float headBackward(const Form& f, float* gates, int M, const float* x, int wide, float last, float d) {
    float* power = gates + (size_t) (f.signals + 1) * M;
    const float bySum = POWER ? d * *power : d;
    float z = 0.0f;
#pragma unroll 1
    for (int k = 0; k < f.signals; k++) {
        const float s = signalOf(f, x, wide, k);
        if (POWER) z = z + s * gates[(size_t) k * M];
        gates[(size_t) k * M] = bySum * f.gain * s;
    }
    if (POWER) *power = formulas::exponentGradient(d, f.gain, z * *power);  // [I21]
    if (f.gates == f.signals) return 0.0f;
    float* own = gates + (size_t) f.signals * M;
    const float through = d * *own;
    *own = d * last;
    return through;
}

// Adds to dh [H][M] of the last layer what comes from the gates: a thread per cell and lane.
FN void headInputs(const Form& f, const float* phi, int H, const float* gates, float* dh, int M, int n) {
    const float* w = phi + f.head;
#pragma unroll 1
    for (int e = threadIdx.x; e < H * TILE; e += blockDim.x) {
        const int j = e / TILE, lane = e % TILE;
        if (lane >= n) continue;
        float sum = dh[(size_t) j * M + lane];
        for (int k = 0; k < f.gates; k++) sum = sum + w[k * H + j] * gates[(size_t) k * M + lane];
        dh[(size_t) j * M + lane] = sum;
    }
}
