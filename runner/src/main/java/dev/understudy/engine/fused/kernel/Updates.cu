// Pointwise work over all coordinates, the twin of Updates.java: one thread per value.

// value to buffer[0 .. n-1]
KERNEL fill(float* buffer, int n, float value) {
    int i = GLOBAL_INDEX;
    if (i < n) buffer[i] = value;
}
EMULATED(fill)
