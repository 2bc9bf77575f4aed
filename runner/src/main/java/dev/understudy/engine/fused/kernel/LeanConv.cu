// Convolutions of the lean form that go another way than Conv.cu; the same products in the same order.
#pragma once
#include "Conv.cu"
#include "LeanLayer.cuh"

namespace convnet {

FN void conv(const LeanLayer& s, const float* theta, float* memory, bool training) {
    if (s.strip == 1) convStrips<0, 1>(s, theta, memory, training);
    else if (s.strip == 12) convStrips<5, 12>(s, theta, memory, training);
    else if (s.strip == 6) convStrips<5, 6>(s, theta, memory, training);
    else if (s.k == 5) convStrips<5, 4>(s, theta, memory, training);
    else convStrips<0, 4>(s, theta, memory, training);
}

// Puts the channels that dropout keeps first, so that threads side by side have work. By the block's last threads, which have
// less of the first layer than the others have; needed only behind that layer.
FN void orderChannels(const LeanLayer& s, float* memory) {
    if (s.order < 0) return;
    int* order = (int*) memory + s.order;
    for (int o = blockDim.x - 1 - threadIdx.x; o < s.outChannels; o += blockDim.x) {
        int kept = 0, before = 0;
        for (int i = 0; i < s.outChannels; i++) {
            const int one = dropped(s, memory, i, true) ? 0 : 1;
            kept += one;
            before += i < o ? one : 0;
        }
        order[1 + (dropped(s, memory, o, true) ? kept + o - before : before)] = o;
        if (o == 0) order[0] = kept;
    }
}

// Zeros between two rows: they end the one and begin the other.
FN int pitch(const LeanLayer& s) { return s.outWidth + s.k - 1; }

FN int maskWords(const LeanLayer& s) { return (s.outWidth + 31) / 32; }

const unsigned FIRST_BIT = 1u << 31;  // of 32 neighbours; leading zeros are counted faster than those at the end

// Once per sample what threads would else look at again and again: which values of dout are not zero, one bit for each, and
// dout with so many zeros around its rows that none needs a test.
FN void prepare(const LeanLayer& layer, float* memory) {
    const LeanLayer s = layer;
    const int rows = s.outChannels * s.outHeight, words = maskWords(s);
    unsigned* masks = (unsigned*) memory + s.masks;
    EACH(row, rows) {
        const int turn = row - over(row, s.byOutWidth) * s.outWidth;  // threads side by side begin at different banks
        for (int word = 0; word < words; word++) {
            const float* d = memory + s.dout + row * s.outWidth + 32 * word;
            const int n = s.outWidth - 32 * word < 32 ? s.outWidth - 32 * word : 32;
            unsigned mask = 0;
            for (int j = 0, x = turn < n ? turn : 0; j < n; j++) {
                mask |= d[x] != 0.0f ? FIRST_BIT >> x : 0u;
                x = x + 1 < n ? x + 1 : 0;
            }
            masks[row * words + word] = mask;
        }
    }
    EACH(i, s.din < 0 ? 0 : rows * pitch(s) + s.k - 1) {
        const int row = over(i, s.byPitch), x = i - row * pitch(s) - (s.k - 1);
        memory[s.padded + i] = x >= 0 && row < rows ? memory[s.dout + row * s.outWidth + x] : 0.0f;
    }
    __syncthreads();
}

FN int leadingZeros(unsigned mask) {
#ifdef __CUDACC__
    return __clz(mask);
#else
    return __builtin_clz(mask);
#endif
}

// Over the values that are not zero: a test of every value is a branch that waits for a load, and threads of one warp go different
// ways at it, as they look at different rows. For the same reason a bias goes the way of the taps, with a 1 for its input.
template <int G>
FN void walk(const LeanLayer& s, const float* memory, int row, const float* in, bool bias, float* sum) {
    const int words = maskWords(s);
    const unsigned* masks = (const unsigned*) memory + s.masks + row * words;
    const float* d = memory + s.dout + row * s.outWidth;
    for (int word = 0; word < words; word++) {
        for (unsigned mask = masks[word]; mask != 0;) {
            const int bit = leadingZeros(mask), x = 32 * word + bit;
            mask &= ~(FIRST_BIT >> bit);
            const float v = d[x], first = in[x];
            sum[0] = fmaf(v, bias ? 1.0f : first, sum[0]);
            for (int j = 1; j < G; j++) sum[j] = fmaf(v, in[x + j], sum[j]);
        }
    }
}

// A row of the padded ones, from the place x on.
struct PaddedRow {
    const float* row;
};

FN float right(const PaddedRow& at, int j) { return at.row[j]; }

FN float left(const PaddedRow& at, int j) { return at.row[-j]; }

template <int K, int S>
FN void addPlanes(const LeanLayer& s, const float* theta, float* memory, int c, int y, int x, float* sum) {
    const int k = K ? K : s.k;
    const int kept = s.order < 0 ? s.outChannels : ((const int*) memory)[s.order];
    const int from = y < s.outHeight ? 0 : y - s.outHeight + 1, to = y < k ? y + 1 : k;
    for (int n = 0; n < kept; n++) {
        const int o = channel(s, memory, n);
        const float* w = theta + s.w0 + (o * s.channels + c) * k * k;
        const float* row = memory + s.padded + (o * s.outHeight + y) * pitch(s) + k - 1 + x;
        for (int ky = from; ky < to; ky++) {
            const PaddedRow at = {row - ky * pitch(s)};
            addRow<S>(at, w + ky * k, k, sum);
        }
    }
}

FN void convInput(const LeanLayer& s, const float* theta, float* memory) {
    if (s.inStrip == 1) convInputStrips<0, 1>(s, theta, memory);
    else if (s.inStrip == 6) convInputStrips<5, 6>(s, theta, memory);
    else if (s.k == 5) convInputStrips<5, 4>(s, theta, memory);
    else convInputStrips<0, 4>(s, theta, memory);
}

}  // namespace convnet
