// What the imitator reads of a tile of coordinates at one step, the twin of Features.java: a thread per row and lane. The
// moments stay in the carry, in global memory.

#define FEATURES_GRADIENT 0  // ordinals of Imitator.Features
#define FEATURES_LOG_SIGN 1
#define FEATURES_LOG_GRADIENT 2

#define SORT_FIRST 0  // ordinals of Moments.Sort
#define SORT_SECOND 1
#define SORT_WEIGHT 2
#define SORT_SUM 3
#define SORT_OWN_GRADIENT 4

// Those of Moments.java.
#define EPSILON 1e-8f
#define SUM_EPSILON 1e-10f
#define OWN_EPSILON 1e-6f

// One of the moments, with both factors of its average.
struct Moment {
    int sort;
    float keep, fresh;
};

// Features and head as TileForm.java writes them, in this order, behind the layers.
struct Form {
    int features, rows;                             // rows kept of a step: the inputs of the first layer, and perhaps a signal behind them; 0: the gradient
    int firsts, seconds, corrected, raw, sum, own;  // 0 or 1 from corrected on
    int states;                                     // S
    int signals, gates;                             // K, G; without gates it is the gated head
    int signal;                                     // the row that is the first signal; −1: the one signal is 1
    int time;                                       // the row of [I23], in front of that of [I24]; −1: time is not read
    int head;                                       // place in φ
    float gain;
    Moment moments[1];                              // [S]
};

FN const Form& formOf(const int* layers, int L) { return *(const Form*) (layers + 4 * L); }

// The moments of n lanes, one step on. moments [S][.] with stride N; g, last [n]: the gradient, and Δ_{t−1}
FN void average(const Form& f, float* moments, int N, const float* g, const float* last, int n) {
    for (int e = threadIdx.x; e < f.states * TILE; e += blockDim.x) {
        const int lane = e % TILE;
        if (lane >= n) continue;
        const Moment row = f.moments[e / TILE];
        float* m = moments + (size_t) (e / TILE) * N + lane;
        const float x = row.sort == SORT_FIRST ? g[lane] : row.sort == SORT_WEIGHT ? 1.0f
            : row.sort <= SORT_OWN_GRADIENT ? g[lane] * g[lane] : formulas::ownSquare(last[lane], f.gain);  // [I19]
        *m = formulas::average(*m, x, row.keep, row.fresh);  // [T2]
    }
}

// Average i, one of the FIRST or SECOND moments, of a lane.
FN float averageOf(const Form& f, const float* moments, int N, int i) {
    const float m = moments[(size_t) i * N];
    return f.corrected ? formulas::corrected(m, moments[(size_t) (f.firsts + f.seconds + i) * N]) : m;  // [I15]
}

// Scale s of a lane, which is not the raw one.
FN float scale(const Form& f, const float* moments, int N, int s) {
    const int j = s - f.raw;
    if (j < f.seconds) return formulas::rootScale(averageOf(f, moments, N, f.firsts + j), EPSILON);  // [I16]
    const float* m = moments + (size_t) ((f.firsts + f.seconds) * (1 + f.corrected)) * N;
    if (f.sum && j == f.seconds) return formulas::rootScale(m[0], SUM_EPSILON);  // [I16]
    m += (size_t) f.sum * N;
    return formulas::ownScale(m[0], m[N], OWN_EPSILON);  // [I17]
}

// A scale's signals and its magnitude; behind the scales, the magnitudes of the first moments. x [F][.] with stride M
FN void signals(const Form& f, const float* moments, int N, const float* g, float* x, int M, int n) {
    const int scales = f.raw + f.seconds + f.sum + f.own, numerators = 1 + f.firsts, magnitudes = scales * numerators - f.raw;
    for (int e = threadIdx.x; e < (scales + f.firsts) * TILE; e += blockDim.x) {
        const int s = e / TILE, lane = e % TILE;
        if (lane >= n) continue;
        const bool plain = f.raw && s == 0;
        float size = 1.0f;
        if (s < scales) {
            if (!plain) size = scale(f, moments + lane, N, s);
            for (int i = 0; i < numerators; i++) {
                const float numerator = i == 0 ? g[lane] : averageOf(f, moments + lane, N, i - 1);
                x[(size_t) (s * numerators + i) * M + lane] = plain ? numerator : formulas::signal(numerator, size);  // [I18]
            }
        } else {
            size = averageOf(f, moments + lane, N, s - scales);
        }
        if (!plain) x[(size_t) (magnitudes + s) * M + lane] = formulas::magnitudeOf(size);  // [I13]
    }
}

// The rows x of step t, counted from 1, of `horizon` planned ones; a barrier stands before it, and has to follow.
FN void featuresOf(const Form& f, float* moments, int N, const float* g, const float* last, int t, int horizon, float* x, int M, int n) {
    for (int e = threadIdx.x; f.time >= 0 && e < 2 * TILE; e += blockDim.x) {
        const int lane = e % TILE;
        if (lane < n) x[(size_t) (f.time + e / TILE) * M + lane] = e < TILE ? formulas::progress(t, horizon) : formulas::logTime(t);  // [I23] [I24]
    }
    if (f.features == FEATURES_GRADIENT) {
        for (int lane = threadIdx.x; lane < n; lane += blockDim.x) x[lane] = g[lane];  // [I1]
    } else if (f.features == FEATURES_LOG_SIGN) {
        for (int e = threadIdx.x; e < 2 * TILE; e += blockDim.x) {
            const int lane = e % TILE;
            if (lane < n) x[(size_t) (e / TILE) * M + lane] = e < TILE ? formulas::magnitudeOf(g[lane]) : formulas::sign(g[lane]);  // [I13] [I14]
        }
    } else if (f.features == FEATURES_LOG_GRADIENT) {
        for (int e = threadIdx.x; e < 3 * TILE; e += blockDim.x) {
            const int row = e / TILE, lane = e % TILE;
            const size_t at = (size_t) (row < 2 ? row : f.rows - 1) * M + lane;  // the signal comes after the inputs
            if (lane < n) x[at] = row == 0 ? formulas::nats(g[lane]) : row == 1 ? formulas::sign(g[lane]) : g[lane];  // [I22] [I14]
        }
    } else {
        average(f, moments, N, g, last, n);
        __syncthreads();
        signals(f, moments, N, g, x, M, n);
    }
}
