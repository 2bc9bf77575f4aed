// Convolutions, part of ConvNet.cu; what L, the kind of layer, makes a difference to is in LayerAt.cuh, LeanLayer.cuh and LeanConv.cu.
#pragma once
#include "LayerAt.cuh"
#include "LeanLayer.cuh"

namespace convnet {

// out[o] = b[o] + Σ_c Σ_ky Σ_kx w[o][c][ky][kx]·in[c][·+ky][·+kx]; a thread computes S neighbours in a row, so that a value
// once read serves S sums. The last strip of a row is moved left to fit, and stores only the values that the one before has not.
template <int K, int S, class L>
FN void convStrips(const L& s, const float* theta, float* memory, bool training) {
    const int k = K ? K : s.k;
    const int strips = (s.outWidth + S - 1) / S;
    const int plane = strips * s.outHeight;
    EACH(task, s.outChannels * plane) {
        const Place at = stripOut(s, task, plane, strips);
        const int o = channel(s, memory, at.c), y = at.y, fresh = at.x * S;
        const int x = fresh < s.outWidth - S ? fresh : s.outWidth - S;
        float* out = memory + s.out + (o * s.outHeight + y) * s.outWidth + x;
        float sum[S], v[S];
        for (int j = 0; j < S; j++) sum[j] = 0.0f;
        if (!dropped(s, memory, o, training)) {
            const float* w = theta + s.w0 + o * s.channels * k * k;
            for (int j = 0; j < S; j++) sum[j] = theta[s.b0 + o];
            for (int c = 0; c < s.channels; c++) {
#pragma unroll (K ? L::ROWS : 1)
                for (int ky = 0; ky < k; ky++) {
                    const float* row = memory + s.in + (c * s.height + y + ky) * s.width + x;
                    for (int j = 0; j < S - 1; j++) v[j] = row[j];
#pragma unroll
                    for (int kx = 0; kx < k; kx++) {
                        v[S - 1] = row[kx + S - 1];
                        const float weight = *w++;
                        for (int j = 0; j < S; j++) sum[j] = fmaf(weight, v[j], sum[j]);
                        for (int j = 0; j < S - 1; j++) v[j] = v[j + 1];
                    }
                }
            }
        }
        for (int j = 0; j < S; j++) {
            if (x + j >= fresh) out[j] = sum[j];
        }
    }
}

FN void conv(const LayerAt& s, const float* theta, float* memory, bool training) {
    if (s.outWidth < 4) convStrips<0, 1>(s, theta, memory, training);
    else if (s.k == 5) convStrips<5, 4>(s, theta, memory, training);
    else convStrips<0, 4>(s, theta, memory, training);
}

// A row of dout as it lies there, from the place x on; what is to the right or to the left of it, 0 beyond the row.
struct BareRow {
    const float* row;
    int x, width;
};

FN float right(const BareRow& at, int j) { return at.x + j < at.width ? at.row[at.x + j] : 0.0f; }

FN float left(const BareRow& at, int j) { return at.x >= j && at.x - j < at.width ? at.row[at.x - j] : 0.0f; }

// Adds to a strip of S what one row of dout gives by the kernel's row w.
template <int S, class Row>
FN void addRow(const Row& at, const float* w, int k, float* sum) {
    float v[S];
    for (int j = 0; j < S - 1; j++) v[j] = right(at, j + 1);
#pragma unroll
    for (int kx = 0; kx < k; kx++) {
        for (int j = S - 1; j > 0; j--) v[j] = v[j - 1];
        v[0] = left(at, kx);
        for (int j = 0; j < S; j++) sum[j] = fmaf(w[kx], v[j], sum[j]);
    }
}

// What all of dout gives to the strip at c, y, x.
template <int K, int S>
FN void addPlanes(const LayerAt& s, const float* theta, float* memory, int c, int y, int x, float* sum) {
    const int k = K ? K : s.k;
    for (int o = 0; o < s.outChannels; o++) {
        if (dropped(s, memory, o, true)) continue;
        for (int ky = 0; ky < k; ky++) {
            if (y < ky || y - ky >= s.outHeight) continue;
            const BareRow row = {memory + s.dout + (o * s.outHeight + y - ky) * s.outWidth, x, s.outWidth};
            addRow<S>(row, theta + s.w0 + ((o * s.channels + c) * k + ky) * k, k, sum);
        }
    }
}

// din[c][y][x] = Σ_o Σ_ky Σ_kx w[o][c][ky][kx]·dout[o][y−ky][x−kx], in strips of S.
template <int K, int S, class L>
FN void convInputStrips(const L& s, const float* theta, float* memory) {
    const int k = K ? K : s.k;
    const int strips = (s.width + S - 1) / S;
    const int plane = strips * s.height;
    EACH(task, s.channels * plane) {
        const Place at = stripIn(s, task, plane, strips);
        const int fresh = at.x * S;
        const int x = fresh < s.width - S ? fresh : s.width - S;
        float sum[S];
        for (int j = 0; j < S; j++) sum[j] = 0.0f;
        addPlanes<K, S>(s, theta, memory, at.c, at.y, x, sum);
        float* din = memory + s.din + (at.c * s.height + at.y) * s.width + x;
        for (int j = 0; j < S; j++) {
            if (x + j >= fresh) din[j] = sum[j];
        }
    }
}

FN void convInput(const LayerAt& s, const float* theta, float* memory) {
    if (s.width < 4) convInputStrips<0, 1>(s, theta, memory);
    else if (s.k == 5) convInputStrips<5, 4>(s, theta, memory);
    else convInputStrips<0, 4>(s, theta, memory);
}

// Into the gradient of a weight: the tile's first sample, or one more.
FN void add(float* gradient, float value, bool first) { *gradient = first ? value : *gradient + value; }

// Over one row of dout. Zeros are skipped: behind max-pooling, ReLU and dropout nine gradients of ten are zero.
template <int G>
FN void walk(const LayerAt& s, const float* memory, int row, const float* in, bool bias, float* sum) {
    const float* d = memory + s.dout + row * s.outWidth;
    for (int x = 0; x < s.outWidth; x++) {
        const float v = d[x];
        if (v != 0.0f) {
            if (bias) sum[0] += v;
            else for (int j = 0; j < G; j++) sum[j] = fmaf(v, in[x + j], sum[j]);
        }
    }
}

// What the lean form makes ready beforehand; this one needs nothing.
FN void orderChannels(const LayerAt& s, float* memory) {}

FN void prepare(const LayerAt& s, float* memory) {}

// gradient[w0 ..], gradient[b0 ..] += the sample's. A thread has G taps of a row, or a bias, over one part of the image.
template <int G, class L>
FN void convWeightTaps(const L& layer, float* memory, float* gradient, float* scratch, bool first) {
    typename L::Held s = layer;
    const int groups = s.k / G;
    const int rows = s.channels * s.k * groups;
    const int tasks = s.outChannels * (rows + 1);
    const int weights = s.b0 - s.w0, all = weights + s.outChannels;
    EACH(task, tasks * s.parts) {
        const Tap at = tap(s, task, tasks, rows, groups);
        const int o = channel(s, memory, at.o), kx = at.group * G;
        const bool bias = at.row == rows;
        float sum[G];
        for (int j = 0; j < G; j++) sum[j] = 0.0f;
        for (int y = at.part; y < s.outHeight; y += s.parts) {
            const float* in = memory + s.in + (bias ? 0 : (at.c * s.height + y + at.ky) * s.width + kx);
            walk<G>(s, memory, o * s.outHeight + y, in, bias, sum);
        }
        const int to = bias ? weights + o : ((o * s.channels + at.c) * s.k + at.ky) * s.k + kx;
        for (int j = 0; j < (bias ? 1 : G); j++) {
            if (s.parts == 1) add(gradient + s.w0 + to + j, sum[j], first);
            else scratch[at.part * all + to + j] = sum[j];
        }
    }
    if (s.parts > 1) {
        __syncthreads();
        EACH(i, all) {
            float sum = scratch[i];
            for (int part = 1; part < s.parts; part++) sum += scratch[part * all + i];
            add(gradient + s.w0 + i, sum, first);
        }
    }
}

template <class L>
FN void convWeights(const L& s, float* memory, float* gradient, float* scratch, bool first) {
    if (s.k % 5 == 0) convWeightTaps<5>(s, memory, gradient, scratch, first);
    else convWeightTaps<1>(s, memory, gradient, scratch, first);
}

}  // namespace convnet
