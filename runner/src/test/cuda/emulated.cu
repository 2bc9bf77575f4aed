// What the emulation compiles: all kernels, and one of its own that shows Philox.cuh's values.
#include "../../main/java/dev/understudy/engine/fused/kernel/Kernels.cu"

// words [n] of (stream, episode, step) from index first on; uniforms [n] of them, and places [n] below n
KERNEL philox_values(int k0, int k1, int stream, int episode, int step, int first, int n, int* words, float* uniforms, int* places) {
    int i = GLOBAL_INDEX;
    if (i >= n) return;
    words[i] = philox::word(k0, k1, stream, episode, step, first + i);
    uniforms[i] = philox::uniform(words[i]);
    places[i] = philox::below(n, words[i]);
}
EMULATED(philox_values)
