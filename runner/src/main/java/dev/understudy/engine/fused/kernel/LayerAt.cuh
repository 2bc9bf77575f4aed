// A layer in its place, as numbers.
#pragma once

// A block's threads over n values.
#define EACH(i, n) for (int i = threadIdx.x; i < (n); i += blockDim.x)

namespace convnet {

const int CONV = 0, POOL = 1, RELU = 2, DROPOUT = 3, DENSE = 4;

// A layer in its place; NetworkPlan.java writes it in this order. Places in memory count floats of the block's memory.
struct LayerAt {
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

// Whether dropout drops all of channel o.
FN bool dropped(const LayerAt& s, const float* memory, int o, bool training) { return training && s.keep >= 0 && memory[s.keep + o] == 0.0f; }

}  // namespace convnet
