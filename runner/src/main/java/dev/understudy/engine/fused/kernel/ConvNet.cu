// Forward and backward of each kind of layer, for one sample, by one block: the twin of ConvNet.java. Every value has one
// thread that computes it, in an order of its own, so nothing depends on the order of threads. Whoever calls puts a barrier
// between two layers. Sums of products use fmaf, and differ from the twin's by rounding.
#pragma once
#include "Conv.cu"
#include "LeanConv.cu"
#include "LayerAt.cuh"

namespace convnet {

// Corner of the window that output i is the maximum of.
template <class L>
FN int corner(const L& s, int i) {
    const Place at = placeOut(s, i);
    return (at.c * s.height + at.y * s.k) * s.width + at.x * s.k;
}

// The window's maximum, the first in row order if several are equal. Found again on the way back, which is cheaper than to keep it.
template <int K>
FN int winner(const LayerAt& s, const float* in, int from) {
    const int k = K ? K : s.k;
    int best = from;
    for (int dy = 0; dy < k; dy++) {
        for (int dx = 0; dx < k; dx++) {
            const int j = from + dy * s.width + dx;
            best = in[j] > in[best] ? j : best;
        }
    }
    return best;
}

template <int K, class L>
FN void maxPool(const L& layer, float* memory) {
    typename L::Held s = layer;
    const float* in = memory + s.in;
    EACH(i, outSize(s)) memory[s.out + i] = in[winner<K>(s, in, corner(s, i))];
}

template <int K, class L>
FN void maxPoolInput(const L& layer, float* memory) {
    typename L::Held s = layer;
    const int k = K ? K : s.k;
    float* din = memory + s.din;
    EACH(i, outSize(s)) {
        const int from = corner(s, i), best = winner<K>(s, memory + s.in, from);
        for (int dy = 0; dy < k; dy++) {
            for (int dx = 0; dx < k; dx++) din[from + dy * s.width + dx] = 0.0f;
        }
        din[best] = memory[s.dout + i];
    }
    const int height = s.outHeight * k, width = s.outWidth * k;  // what lies beyond fills no window
    if (height < s.height || width < s.width) {
        EACH(j, size(s)) {
            const Place at = placeIn(s, j);
            if (at.x >= width || at.y >= height) din[j] = 0.0f;
        }
    }
}

FN void maxPool(const LayerAt& s, float* memory) { maxPool<0>(s, memory); }

FN void maxPoolInput(const LayerAt& s, float* memory) { maxPoolInput<0>(s, memory); }

// The usual window in registers.
FN void maxPool(const LeanLayer& s, float* memory) {
    if (s.k == 2) maxPool<2>(s, memory);
    else maxPool<0>(s, memory);
}

FN void maxPoolInput(const LeanLayer& s, float* memory) {
    if (s.k == 2) maxPoolInput<2>(s, memory);
    else maxPoolInput<0>(s, memory);
}

template <class L>
FN void relu(const L& layer, float* memory) {
    typename L::Held s = layer;
    EACH(i, size(s)) memory[s.out + i] = formulas::relu(memory[s.in + i]);  // [O3]
}

template <class L>
FN void reluInput(const L& layer, float* memory) {
    typename L::Held s = layer;
    EACH(i, size(s)) memory[s.din + i] = memory[s.out + i] > 0.0f ? memory[s.dout + i] : 0.0f;
}

template <class L>
FN void tanh(const L& layer, float* memory) {
    typename L::Held s = layer;
    EACH(i, size(s)) memory[s.out + i] = formulas::tanh(memory[s.in + i]);  // [O7]
}

// From the input, since the next layer may have worked on the output in place.
template <class L>
FN void tanhInput(const L& layer, float* memory) {
    typename L::Held s = layer;
    EACH(i, size(s)) memory[s.din + i] = memory[s.dout + i] * formulas::tanhSlope(formulas::tanh(memory[s.in + i]));  // [O7]
}

// Forward on activations, and backward on gradients; in place.
template <class L>
FN void dropout(const L& layer, const float* keep, float* x) {
    typename L::Held s = layer;
    EACH(i, size(s)) x[i] = formulas::dropped(x[i], keep[drawOf(s, i)]);  // [O4]
}

const int LANES = 32;  // threads that share one output's sum, so that they read neighbouring weights
const int PITCH = LANES + 1;

// Sums of outputs from .. from + n − 1, each in LANES parts, to scratch.
FN void denseLanes(const LayerAt& s, const float* theta, const float* memory, float* scratch, int from, int n) {
    const int inputs = size(s);
    EACH(task, n * LANES) {
        const int o = task / LANES, lane = task % LANES;
        const float* w = theta + s.w0 + (from + o) * inputs;
        float sum = 0.0f;
        for (int i = lane; i < inputs; i += LANES) sum = fmaf(w[i], memory[s.in + i], sum);
        scratch[o * PITCH + lane] = sum;
    }
}

const int OUTPUTS = 4;  // outputs of a thread at once: so many weights are on their way at once, and an input is read once for all

// The same sums.
FN void denseLanes(const LeanLayer& s, const float* theta, const float* memory, float* scratch, int from, int n) {
    const int inputs = size(s), lane = threadIdx.x % LANES, warps = blockDim.x / LANES;
    for (int o = threadIdx.x / LANES; o < n; o += OUTPUTS * warps) {
        const float* w[OUTPUTS];
        float sum[OUTPUTS];
        for (int j = 0; j < OUTPUTS; j++) {
            const int row = o + j * warps < n ? o + j * warps : o;  // beyond the last: one that is there, and stored once
            w[j] = theta + s.w0 + (from + row) * inputs;
            sum[j] = 0.0f;
        }
#pragma unroll 2
        for (int i = lane; i < inputs; i += LANES) {
            const float v = memory[s.in + i];
            for (int j = 0; j < OUTPUTS; j++) sum[j] = fmaf(w[j][i], v, sum[j]);
        }
        for (int j = 0; j < OUTPUTS; j++) {
            if (o + j * warps < n) scratch[(o + j * warps) * PITCH + lane] = sum[j];
        }
    }
}

// out[o] = b[o] + Σ_i w[o][i]·in[i], as many outputs at once as scratch holds.
template <class L>
FN void dense(const L& s, const float* theta, float* memory, float* scratch, int scratchFloats) {
    const int most = scratchFloats / PITCH;
    for (int from = 0; from < s.outChannels; from += most) {
        const int n = s.outChannels - from < most ? s.outChannels - from : most;
        if (from > 0) __syncthreads();
        denseLanes(s, theta, memory, scratch, from, n);
        __syncthreads();
        EACH(o, n) {
            float sum = theta[s.b0 + from + o];
            for (int lane = 0; lane < LANES; lane++) sum += scratch[o * PITCH + lane];
            memory[s.out + from + o] = sum;
        }
    }
}

FN void denseInput(const LayerAt& s, const float* theta, float* memory) {
    const int inputs = size(s);
    EACH(i, inputs) {
        float sum = 0.0f;
        for (int o = 0; o < s.outChannels; o++) sum = fmaf(theta[s.w0 + o * inputs + i], memory[s.dout + o], sum);
        memory[s.din + i] = sum;
    }
}

FN void denseWeights(const LayerAt& s, const float* memory, float* gradient, bool first) {
    const int inputs = size(s);
    for (int o = threadIdx.x / LANES; o < s.outChannels; o += blockDim.x / LANES) {
        const float d = memory[s.dout + o];
        float* row = gradient + s.w0 + o * inputs;
        for (int i = threadIdx.x % LANES; i < inputs; i += LANES) row[i] = first ? d * memory[s.in + i] : fmaf(d, memory[s.in + i], row[i]);
        if (threadIdx.x % LANES == 0) add(gradient + s.b0 + o, d, first);
    }
}

// Both gradients of a dense layer.
FN void denseBack(const LayerAt& s, const float* theta, float* memory, float* gradient, bool first) {
    denseWeights(s, memory, gradient, first);
    if (s.din >= 0) denseInput(s, theta, memory);
}

// The same in one walk: a thread has an input and goes through the outputs, so that it reads its input once and dout once for both.
FN void denseBack(const LeanLayer& layer, const float* theta, float* memory, float* gradient, bool first) {
    const LeanLayer s = layer;
    const int inputs = size(s);
    EACH(o, s.outChannels) add(gradient + s.b0 + o, memory[s.dout + o], first);
    EACH(i, inputs) {
        const float x = memory[s.in + i];
        const float* w = theta + s.w0 + i;
        float* to = gradient + s.w0 + i;
        float sum = 0.0f;
#pragma unroll 5
        for (int o = 0; o < s.outChannels; o++, w += inputs, to += inputs) {
            const float d = memory[s.dout + o];
            sum = fmaf(*w, d, sum);
            *to = first ? d * x : fmaf(d, x, *to);
        }
        if (s.din >= 0) memory[s.din + i] = sum;
    }
}

}  // namespace convnet
