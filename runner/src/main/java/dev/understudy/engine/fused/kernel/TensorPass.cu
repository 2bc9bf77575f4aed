// Factors of tensors, the twin of TensorPass.java.

#define TENSOR_LANES 128  // threads of a block: part of the order of summation [L3]

// [I25] The update of each of θ's tensors times its factor: a block for a tensor of a replica, grid [tensors][R]. update, theta [R][P]; bounds
// [tensors + 1], the start of each tensor; exponents in φ, `stride` apart from replica to replica; scales [R], by which θ is divided, null for
// ones. [L3] Each thread sums every TENSOR_LANES-th square, and then half of the threads add the other half's sums, and so on; in double, where
// the square of a float is exact. Shared: two doubles per thread.
KERNEL scale_tensors(float* update, const float* theta, int P, const int* bounds, const float* exponents, int stride, const float* scales, float gain) {
    DYNAMIC_SHARED(double, tensorHalves);
    double* ofUpdate = tensorHalves;
    double* ofWeights = tensorHalves + TENSOR_LANES;
    const int lane = threadIdx.x, r = blockIdx.y, n = bounds[blockIdx.x + 1] - bounds[blockIdx.x];
    exponents += (size_t) r * stride;
    if (exponents[0] == 0 && exponents[1] == 0) return;  // also if a size is not a number
    update += (size_t) r * P + bounds[blockIdx.x];
    theta += (size_t) r * P + bounds[blockIdx.x];
    double u = 0, w = 0;
    for (int i = lane; i < n; i += TENSOR_LANES) {
        u += (double) update[i] * update[i];
        w += (double) theta[i] * theta[i];
    }
    ofUpdate[lane] = u;
    ofWeights[lane] = w;
    __syncthreads();
    for (int half = TENSOR_LANES / 2; half > 0; half /= 2) {
        if (lane < half) {
            ofUpdate[lane] += ofUpdate[lane + half];
            ofWeights[lane] += ofWeights[lane + half];
        }
        __syncthreads();
    }
    float size = (float) ::sqrt(ofWeights[0] / n);
    if (scales) size /= scales[r];
    const float factor = formulas::tensorFactor(exponents[0], exponents[1], (float) ::sqrt(ofUpdate[0] / n), gain, size);  // [I25]
    for (int i = lane; i < n; i += TENSOR_LANES) update[i] *= factor;
}
EMULATED(scale_tensors)
