// Convolutions, part of ConvNet.cu.
#pragma once
#include "LayerAt.cuh"

namespace convnet {

// out[o] = b[o] + Σ_c Σ_ky Σ_kx w[o][c][ky][kx]·in[c][·+ky][·+kx]; a thread computes S neighbours in a row, so that a value
// once read serves S sums. The last strip of a row is moved left to fit, and stores only what the one before has not.
template <int K, int S>
FN void convStrips(const LayerAt& s, const float* theta, float* memory, bool training) {
    const int k = K ? K : s.k;
    const int strips = (s.outWidth + S - 1) / S;
    const int plane = strips * s.outHeight;
    EACH(task, s.outChannels * plane) {
        const int o = task / plane, y = task % plane / strips;
        const int fresh = task % strips * S;
        const int x = fresh < s.outWidth - S ? fresh : s.outWidth - S;
        float* out = memory + s.out + (o * s.outHeight + y) * s.outWidth + x;
        float sum[S], v[S];
        for (int j = 0; j < S; j++) sum[j] = 0.0f;
        if (!dropped(s, memory, o, training)) {
            const float* w = theta + s.w0 + o * s.channels * k * k;
            for (int j = 0; j < S; j++) sum[j] = theta[s.b0 + o];
            for (int c = 0; c < s.channels; c++) {
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

// din[c][y][x] = Σ_o Σ_ky Σ_kx w[o][c][ky][kx]·dout[o][y−ky][x−kx], in strips of S.
template <int K, int S>
FN void convInputStrips(const LayerAt& s, const float* theta, float* memory) {
    const int k = K ? K : s.k;
    const int strips = (s.width + S - 1) / S;
    const int plane = strips * s.height;
    EACH(task, s.channels * plane) {
        const int c = task / plane, y = task % plane / strips;
        const int fresh = task % strips * S;
        const int x = fresh < s.width - S ? fresh : s.width - S;
        float sum[S], v[S];
        for (int j = 0; j < S; j++) sum[j] = 0.0f;
        for (int o = 0; o < s.outChannels; o++) {
            if (dropped(s, memory, o, true)) continue;
            for (int ky = 0; ky < k; ky++) {
                if (y < ky || y - ky >= s.outHeight) continue;
                const float* row = memory + s.dout + (o * s.outHeight + y - ky) * s.outWidth;
                const float* w = theta + s.w0 + ((o * s.channels + c) * k + ky) * k;
                for (int j = 0; j < S - 1; j++) v[j] = x + j + 1 < s.outWidth ? row[x + j + 1] : 0.0f;
#pragma unroll
                for (int kx = 0; kx < k; kx++) {
                    for (int j = S - 1; j > 0; j--) v[j] = v[j - 1];
                    v[0] = x >= kx && x - kx < s.outWidth ? row[x - kx] : 0.0f;
                    for (int j = 0; j < S; j++) sum[j] = fmaf(w[kx], v[j], sum[j]);
                }
            }
        }
        float* din = memory + s.din + (c * s.height + y) * s.width + x;
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

// gradient[w0 ..], gradient[b0 ..] += the sample's. A thread has G taps of a row, or a bias, over one part of the image.
// Zeros are skipped: behind max-pooling, ReLU and dropout nine gradients of ten are zero.
template <int G>
FN void convWeightTaps(const LayerAt& s, float* memory, float* gradient, float* scratch, bool first) {
    const int groups = s.k / G;
    const int rows = s.channels * s.k * groups;
    const int tasks = s.outChannels * (rows + 1);
    const int weights = s.b0 - s.w0, all = weights + s.outChannels;
    EACH(task, tasks * s.parts) {
        const int part = task / tasks, o = task % tasks / (rows + 1), row = task % (rows + 1);
        const int c = row / (s.k * groups), ky = row / groups % s.k, kx = row % groups * G;
        const bool bias = row == rows;
        float sum[G];
        for (int j = 0; j < G; j++) sum[j] = 0.0f;
        for (int y = part; y < s.outHeight; y += s.parts) {
            const float* d = memory + s.dout + (o * s.outHeight + y) * s.outWidth;
            const float* in = memory + s.in + (bias ? 0 : (c * s.height + y + ky) * s.width + kx);
            for (int x = 0; x < s.outWidth; x++) {
                const float v = d[x];
                if (v != 0.0f) {
                    if (bias) sum[0] += v;
                    else for (int j = 0; j < G; j++) sum[j] = fmaf(v, in[x + j], sum[j]);
                }
            }
        }
        const int at = bias ? weights + o : ((o * s.channels + c) * s.k + ky) * s.k + kx;
        for (int j = 0; j < (bias ? 1 : G); j++) {
            if (s.parts == 1) add(gradient + s.w0 + at + j, sum[j], first);
            else scratch[part * all + at + j] = sum[j];
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

FN void convWeights(const LayerAt& s, float* memory, float* gradient, float* scratch, bool first) {
    if (s.k % 5 == 0) convWeightTaps<5>(s, memory, gradient, scratch, first);
    else convWeightTaps<1>(s, memory, gradient, scratch, first);
}

}  // namespace convnet
