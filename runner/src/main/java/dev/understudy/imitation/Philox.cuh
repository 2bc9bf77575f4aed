// Counter-based random numbers, Philox4x32-10: the CUDA twin of Philox.java. Only the two primitives differ, the unsigned
// shift and the high half of a product; the rounds are the same text (a test compares them, and the values).
#pragma once
#ifndef FN
#define FN static __device__ __forceinline__
#endif

namespace philox {

const int INIT = 1;
const int BATCH = 2;
const int HALF_PLANE = 4;
const int SAMPLE = 8;
const int DROPOUT = 1000;

const int M0 = 0xD2511F53;
const int M1 = 0xCD9E8D57;
const int W0 = 0x9E3779B9;
const int W1 = 0xBB67AE85;

FN int shift(int word, int bits) { return (int) ((unsigned) word >> bits); }

FN int mulHigh(int a, int b) { return (int) (((unsigned long long) (unsigned) a * (unsigned) b) >> 32); }

FN int times(int a, int b) { return (int) ((unsigned) a * (unsigned) b); }

FN int plus(int a, int b) { return (int) ((unsigned) a + (unsigned) b); }

// Ten rounds on the counter (c0, c1, c2, c3) under the key (k0, k1); four words to out.
FN void block(int k0, int k1, int c0, int c1, int c2, int c3, int* out) {
    for (int round = 0; round < 10; round++) {
        int h0 = mulHigh(M0, c0);
        int l0 = times(M0, c0);
        int h1 = mulHigh(M1, c2);
        int l1 = times(M1, c2);
        c0 = h1 ^ c1 ^ k0;
        c1 = l1;
        c2 = h0 ^ c3 ^ k1;
        c3 = l0;
        k0 = plus(k0, W0);
        k1 = plus(k1, W1);
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

// One value of (stream, episode, step).
FN int word(int k0, int k1, int stream, int episode, int step, int index) {
    int out[4];
    block(k0, k1, shift(index, 2), step, episode, stream, out);
    int which = index & 3;
    return which == 0 ? out[0] : which == 1 ? out[1] : which == 2 ? out[2] : out[3];
}

// Uniform in [0, 1), a multiple of 2^-24.
FN float uniform(int word) { return shift(word, 8) * 5.9604644775390625e-8f; }

// Which coordinate is number k of a sample of n out of so many.
FN int sampled(int k0, int k1, int episode, int k, int n, int coordinates) {
    long long place = ((long long) k << 16) + shift(word(k0, k1, SAMPLE, episode, 0, k), 16);
    return (int) (place * coordinates / ((long long) n << 16));
}

// Uniform in 0 .. n-1.
FN int below(int n, int word) { return mulHigh(word, n); }

}  // namespace philox
