// One sample through the layers and back, by one block: the twin of Network.java, with Gather.java and the optimizee's part
// of Losses.java. Each function but read and drawMasks ends with a barrier.
#pragma once

namespace network {

using convnet::LayerAt;
using convnet::LeanLayer;

// What a CudaGradientPass never changes; NetworkPlan.java writes it in this order, and the layers behind it.
struct Plan {
    int layers, bottom;         // how many; the lowest with weights, below which no gradient goes
    int size, outputs;          // of the input, and logits
    int binary;                 // 1: [O6], 0: [O5]
    int coordinates, replicas;  // P, R
    int batch, tile, tiles;     // samples; samples of a tile; tiles of a batch
    int seed0, seed1;
    int logits, dlogits;        // in the block's memory
    int scratch, scratchFloats;
};

template <class L = LayerAt>
FN const L* layersOf(const Plan* plan) {
    return (const L*) (plan + 1);
}

const int BYTES = 0, HALF_PLANE = 1, FLOATS = 2;

// A data set; CudaSamples.java writes it in this order. FLOATS: input as the network sees it, row b being place b of the batch.
struct Source {
    int kind, count;
    int first;        // of a half-plane's points
    float mean, std;  // of bytes
};

// Row of place b in the batch.
FN int row(const Plan& plan, const Source& source, int episode, int step, int b) {
    if (source.kind == FLOATS) return b;
    return philox::below(source.count, philox::word(plan.seed0, plan.seed1, philox::BATCH, episode, step, b));
}

FN float coordinate(const Source& source, int row, int axis) {
    return 5.0f * philox::uniform(philox::word(0, 0, philox::HALF_PLANE, 0, 0, 2 * (source.first + row) + axis));
}

// A sample to the beginning of memory; its label.
FN int read(const Plan& plan, const Source& source, const void* input, const signed char* labels, int row, float* memory) {
    const size_t at = (size_t) row * plan.size;
    if (source.kind == BYTES) {
        const unsigned char* pixels = (const unsigned char*) input + at;
        EACH(i, plan.size) memory[i] = formulas::normalised(pixels[i], source.mean, source.std);  // [O1]
    } else if (source.kind == FLOATS) {
        EACH(i, plan.size) memory[i] = ((const float*) input)[at + i];
    } else {
        EACH(i, 2) memory[i] = coordinate(source, row, i);
        return coordinate(source, row, 0) + coordinate(source, row, 1) > 5.0f ? 1 : 0;
    }
    return labels[row] & 255;
}

// [O4] Dropout masks of place b in the batch, 0 or scale.
template <class L>
FN void drawMasks(const Plan& plan, const L* layers, int episode, int step, int b, float* memory) {
    for (int l = 0; l < plan.layers; l++) {
        const L& s = layers[l];
        if (s.kind == convnet::DROPOUT) {
            const int draws = convnet::drawsOf(s);
            EACH(i, draws) {
                const int index = philox::plus(philox::times(b, draws), i);
                const float u = philox::uniform(philox::word(plan.seed0, plan.seed1, philox::DROPOUT + l, episode, step, index));
                memory[s.keep + i] = u >= s.rate ? s.scale : 0.0f;
            }
        }
    }
}

// From the sample to the logits; in training the drawn masks count.
template <class L>
FN void forward(const Plan& plan, const L* layers, const float* theta, float* memory, bool training) {
    for (int l = 1; training && l < plan.layers; l++) convnet::orderChannels(layers[l], memory);
    for (int l = 0; l < plan.layers; l++) {
        const L& s = layers[l];
        if (s.kind == convnet::CONV) convnet::conv(s, theta, memory, training);
        else if (s.kind == convnet::POOL) convnet::maxPool(s, memory);
        else if (s.kind == convnet::RELU) convnet::relu(s, memory);
        else if (s.kind == convnet::TANH) convnet::tanh(s, memory);
        else if (s.kind == convnet::DENSE) convnet::dense(s, theta, memory, memory + plan.scratch, plan.scratchFloats);
        else if (training) convnet::dropout(s, memory + s.keep, memory + s.out);
        if (apart(s)) __syncthreads();
    }
}

// The optimizee's loss for one sample; if wanted, its derivative by the logits, times scale, to dlogits.
FN float modelLoss(const Plan& plan, float* memory, int label, float scale, bool slopes) {
    const float* z = memory + plan.logits;
    float* d = memory + plan.dlogits;
    if (plan.binary) {
        if (slopes && threadIdx.x == 0) d[0] = formulas::logitSlope(z[0], label) * scale;  // [O6]
        const float loss = formulas::logitLoss(z[0], label);                               // [O6]
        __syncthreads();
        return loss;
    }
    float* terms = memory + plan.scratch;
    float top = z[0], sum = 0.0f;
    for (int i = 1; i < plan.outputs; i++) top = formulas::max(top, z[i]);
    EACH(i, plan.outputs) terms[i] = formulas::exp(z[i] - top);
    __syncthreads();
    for (int i = 0; i < plan.outputs; i++) sum += terms[i];
    if (slopes) EACH(i, plan.outputs) d[i] = formulas::softmaxSlope(terms[i], sum, i == label ? 1.0f : 0.0f) * scale;  // [O5]
    const float loss = formulas::softmaxLoss(z[label] - top, sum);  // [O5]
    __syncthreads();
    return loss;
}

// Whether the logits name the label.
FN bool right(const Plan& plan, const float* memory, int label) {
    const float* z = memory + plan.logits;
    if (plan.binary) return (z[0] > 0.0f) == (label == 1);
    int best = 0;
    for (int i = 1; i < plan.outputs; i++) best = z[i] > z[best] ? i : best;
    return best == label;
}

// Adds the sample's gradient to gradient [P], or writes it if it is the tile's first; after modelLoss.
template <class L>
FN void backward(const Plan& plan, const L* layers, const float* theta, float* memory, float* gradient, bool first) {
    for (int l = plan.layers - 1; l >= plan.bottom; l--) {
        const L& s = layers[l];
        if (s.kind == convnet::CONV) {
            convnet::prepare(s, memory);
            convnet::convWeights(s, memory, gradient, memory + plan.scratch, first);
            if (s.din >= 0) convnet::convInput(s, theta, memory);
        } else if (s.kind == convnet::DENSE) {
            convnet::denseBack(s, theta, memory, gradient, first);
        } else if (s.kind == convnet::POOL) {
            convnet::maxPoolInput(s, memory);
        } else if (s.kind == convnet::RELU) {
            convnet::reluInput(s, memory);
        } else if (s.kind == convnet::TANH) {
            convnet::tanhInput(s, memory);
        } else {
            convnet::dropout(s, memory + s.keep, memory + s.dout);
        }
        if (l == plan.bottom || apart(layers[l - 1])) __syncthreads();
    }
}

}  // namespace network
