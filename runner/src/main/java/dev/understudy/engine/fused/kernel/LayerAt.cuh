// A layer in its place, as numbers.
#pragma once

// A block's threads over n values.
#define EACH(i, n) for (int i = threadIdx.x; i < (n); i += blockDim.x)

namespace convnet {

const int CONV = 0, POOL = 1, RELU = 2, DROPOUT = 3, DENSE = 4, TANH = 5;

// A layer in its place; NetworkPlan.java writes it in this order. Places in memory count floats of the block's memory.
struct LayerAt {
    typedef const LayerAt& Held;  // while a layer is worked on
    static const int ROWS = 5;    // of a kernel of 5 that a loop is unrolled to

    int kind;
    int channels, height, width;           // of the input
    int outChannels, outHeight, outWidth;
    int k;                                 // kernel of a convolution, window of pooling, values per draw of dropout
    int w0, b0;                            // weights and biases in θ, the biases right behind the weights
    int in, out, dout, din;                // activations and gradients; ReLU and dropout work in place, din < 0: not wanted
    int keep;                              // draws of this dropout, or of a channel dropout right behind this convolution; < 0: none
    int parts;                             // of the image, that the gradient of a convolution's weights is first summed over
    float rate, scale;                     // of dropout
    float bound;                           // of initial weights
};

FN int size(const LayerAt& s) { return s.channels * s.height * s.width; }

FN int outSize(const LayerAt& s) { return s.outChannels * s.outHeight * s.outWidth; }

struct Place {
    int c, y, x;
};

// Of value i of the output, of the input.
FN Place placeOut(const LayerAt& s, int i) { return {i / (s.outWidth * s.outHeight), i / s.outWidth % s.outHeight, i % s.outWidth}; }

FN Place placeIn(const LayerAt& s, int i) { return {i / (s.width * s.height), i / s.width % s.height, i % s.width}; }

// Draws of a dropout, and which of them value i has.
FN int drawsOf(const LayerAt& s) { return size(s) / s.k; }

FN int drawOf(const LayerAt& s, int i) { return i / s.k; }

// A strip of a convolution's output, of its input: x counts strips.
FN Place stripOut(const LayerAt& s, int task, int plane, int strips) { return {task / plane, task % plane / strips, task % strips}; }

FN Place stripIn(const LayerAt& s, int task, int plane, int strips) { return stripOut(s, task, plane, strips); }

// Taps of a convolution: which row of a channel's kernels, and so which channel of the input; which group of the row.
struct Tap {
    int part, o, row, c, ky, group;
};

FN Tap tap(const LayerAt& s, int task, int tasks, int rows, int groups) {
    const int row = task % (rows + 1);
    return {task / tasks, task % tasks / (rows + 1), row, row / (s.k * groups), row / groups % s.k, row % groups};
}

// Which channel of the output a thread takes as number n.
FN int channel(const LayerAt& s, const float* memory, int n) { return n; }

// Whether threads other than this layer's may work on its values in the next one.
FN bool apart(const LayerAt& s) { return true; }

// Whether dropout drops all of channel o.
FN bool dropped(const LayerAt& s, const float* memory, int o, bool training) { return training && s.keep >= 0 && memory[s.keep + o] == 0.0f; }

}  // namespace convnet
