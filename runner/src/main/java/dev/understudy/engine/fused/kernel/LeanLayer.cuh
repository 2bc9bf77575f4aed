// A layer for the lean form of the network's gradient.
#pragma once
#include "LayerAt.cuh"

namespace convnet {

// A layer in its place with all that the loops would divide by or test again and again; LeanLayer.java writes it in this order. It
// lies in shared memory; a loop that stores there works on a copy, since every store might else have changed it.
struct LeanLayer : LayerAt {
    typedef const LeanLayer Held;
    static const int ROWS = 2;  // with more, some GPUs run out of registers

    int apart;                        // 0: the next layer works on the same values by the same threads, so no barrier is between
    int draws;                        // of dropout
    int strip, inStrip;               // neighbours that a thread of a convolution computes, of the output and of the input's gradient
    int order;                        // channels of the output, those first that dropout keeps, behind their number; < 0: as they are
    int masks, padded;                // of a convolution's gradient: bits of its rows, and the rows with zeros around
    // Reciprocals for over().
    unsigned byOutPlane, byOutWidth, byPlane, byWidth;
    unsigned byK;                                             // of dropout
    unsigned byStrips, byStripPlane;                          // strips of a row and of a channel of the output
    unsigned byInStrips, byInStripPlane;                      // of the input
    unsigned byPitch;                                         // of the padded rows
    unsigned byTasks, byRows, byTaps, byGroups;               // of convWeightTaps
};

// n / d; reciprocal is the next above 2^31 / d and the host has seen that n is small enough for it. The compiler does not
// always see the high half of a product in its portable form.
FN int over(int n, unsigned reciprocal) {
#ifdef __CUDACC__
    return (int) __umulhi(2u * n, reciprocal);
#else
    return (int) ((unsigned long long) (2u * n) * reciprocal >> 32);
#endif
}

FN Place placeOut(const LeanLayer& s, int i) {
    const int c = over(i, s.byOutPlane), j = i - c * s.outHeight * s.outWidth, y = over(j, s.byOutWidth);
    return {c, y, j - y * s.outWidth};
}

FN Place placeIn(const LeanLayer& s, int i) {
    const int c = over(i, s.byPlane), j = i - c * s.height * s.width, y = over(j, s.byWidth);
    return {c, y, j - y * s.width};
}

FN Place strip(int task, int plane, int strips, unsigned byPlane, unsigned byStrips) {
    const int c = over(task, byPlane), j = task - c * plane, y = over(j, byStrips);
    return {c, y, j - y * strips};
}

FN Place stripOut(const LeanLayer& s, int task, int plane, int strips) { return strip(task, plane, strips, s.byStripPlane, s.byStrips); }

FN Place stripIn(const LeanLayer& s, int task, int plane, int strips) { return strip(task, plane, strips, s.byInStripPlane, s.byInStrips); }

FN Tap tap(const LeanLayer& s, int task, int tasks, int rows, int groups) {
    const int part = over(task, s.byTasks), j = task - part * tasks, o = over(j, s.byRows), row = j - o * (rows + 1);
    const int c = over(row, s.byTaps), k = row - c * s.k * groups, ky = over(k, s.byGroups);
    return {part, o, row, c, ky, k - ky * groups};
}

// order[0] is how many of the channels dropout keeps, behind which they all stand.
FN int channel(const LeanLayer& s, const float* memory, int n) { return s.order < 0 ? n : ((const int*) memory)[s.order + 1 + n]; }

FN bool apart(const LeanLayer& s) { return s.apart != 0; }

FN int drawsOf(const LeanLayer& s) { return s.draws; }

FN int drawOf(const LeanLayer& s, int i) { return over(i, s.byK); }

}  // namespace convnet
