// Gradients of all replicas, their initial weights, and scores: the twin of GradientPass.java. A block's memory, for the
// activations of one sample, is shared memory if it fits, else a piece of memory [blocks][stride]; the kernels of the
// second case end in Far.
#include "ConvNet.cu"
#include "Network.cu"

// 512 threads are the most that NetworkPlan.java asks for. Two such blocks of the first kind fit into a multiprocessor; with
// as few registers, those of the second kind would spill some.
#define NEAR extern "C" __global__ void __launch_bounds__(512)
#define FAR extern "C" __global__ void __launch_bounds__(512, 1)

// [O2] θ [R][P] of the chosen replicas; a thread has the four coordinates of one Philox block. Grid (P/4, R).
// which [R], or null for all; clock [2][R], episodes and steps, to which so many have been added since it was written.
KERNEL networkInit(const network::Plan* plan, float* theta, const int* clock, int episodesAhead, const int* which) {
    const int r = blockIdx.y, q = GLOBAL_INDEX, P = plan->coordinates;
    if ((which && !which[r]) || 4 * q >= P) return;
    const convnet::LayerAt* layers = network::layersOf(plan);
    int words[4];
    philox::block(plan->seed0, plan->seed1, q, 0, clock[r] + episodesAhead, philox::INIT, words);
    for (int j = 0; j < 4 && 4 * q + j < P; j++) {
        float bound = 0.0f;
        for (int l = 0; l < plan->layers; l++) {
            if (layers[l].b0 > layers[l].w0 && layers[l].w0 <= 4 * q + j) bound = layers[l].bound;
        }
        theta[(size_t) r * P + 4 * q + j] = formulas::initialWeight(philox::uniform(words[j]), bound);
    }
}
EMULATED(networkInit)

namespace network {

// One gradient per (replica, tile), in turn by as many blocks as there are. to [R][tiles][P]; losses [R][tiles], sums over
// the tile, or means if one tile is the batch.
template <class L>
FN void gradients(const Plan* constant, const float* theta, const int* clock, int episodesAhead, int stepsAhead, const Source* data,
                  const void* input, const signed char* labels, float* to, float* losses, float* memory) {
    const Plan& plan = *constant;
    const L* layers = layersOf<L>(constant);
    const Source& source = *data;
    for (int task = blockIdx.x; task < plan.replicas * plan.tiles; task += gridDim.x) {
        const int r = task / plan.tiles, first = task % plan.tiles * plan.tile;
        const int end = first + plan.tile < plan.batch ? first + plan.tile : plan.batch;
        const int episode = clock[r] + episodesAhead, step = clock[plan.replicas + r] + stepsAhead;
        const float* weights = theta + (size_t) r * plan.coordinates;
        float sum = 0.0f;
        for (int b = first; b < end; b++) {
            const int label = read(plan, source, input, labels, row(plan, source, episode, step, b), memory);
            drawMasks(plan, layers, episode, step, b, memory);
            __syncthreads();
            forward(plan, layers, weights, memory, true);
            sum += modelLoss(plan, memory, label, 1.0f / plan.batch, true);
            backward(plan, layers, weights, memory, to + (size_t) task * plan.coordinates, b == first);
        }
        if (threadIdx.x == 0) losses[task] = plan.tiles == 1 ? sum / plan.batch : sum;
    }
}

// Over samples 0 .. count − 1, without dropout. result [chunks][2]: sum of the losses of each samples, and how many
// are right; logits [count][outputs], or null.
FN void scores(const Plan* constant, const float* theta, const Source* data, const void* input, const signed char* labels, int count,
               int each, float* result, float* logits, float* memory) {
    const Plan& plan = *constant;
    const LayerAt* layers = layersOf(constant);
    const Source& source = *data;
    for (int chunk = blockIdx.x; chunk * each < count; chunk += gridDim.x) {
        const int end = count - chunk * each < each ? count : (chunk + 1) * each;
        float sum = 0.0f;
        int found = 0;
        for (int i = chunk * each; i < end; i++) {
            const int label = read(plan, source, input, labels, i, memory);
            __syncthreads();
            forward(plan, layers, theta, memory, false);
            sum += modelLoss(plan, memory, label, 1.0f, false);
            if (threadIdx.x == 0) found += right(plan, memory, label) ? 1 : 0;
            if (logits) EACH(k, plan.outputs) logits[(size_t) i * plan.outputs + k] = memory[plan.logits + k];
            __syncthreads();
        }
        if (threadIdx.x == 0) {
            result[2 * chunk] = sum;
            result[2 * chunk + 1] = found;
        }
    }
}

}  // namespace network

NEAR networkGradient(const network::Plan* plan, const float* __restrict__ theta, const int* clock, int episodesAhead, int stepsAhead,
                     const network::Source* data, const void* input, const signed char* labels, float* to, float* losses) {
    DYNAMIC_SHARED(float, blockMemory);
    network::gradients<network::LayerAt>(plan, theta, clock, episodesAhead, stepsAhead, data, input, labels, to, losses, blockMemory);
}
EMULATED(networkGradient)

// The same with the plan of words integers at the beginning of shared memory, its layers LeanLayer: the same bits.
NEAR networkGradientLean(const network::Plan* plan, int words, const float* __restrict__ theta, const int* clock, int episodesAhead,
                         int stepsAhead, const network::Source* data, const void* input, const signed char* labels, float* to, float* losses) {
    DYNAMIC_SHARED(float, blockMemory);
    EACH(i, words) ((int*) blockMemory)[i] = ((const int*) plan)[i];
    __syncthreads();
    network::gradients<network::LeanLayer>((const network::Plan*) blockMemory, theta, clock, episodesAhead, stepsAhead, data, input, labels, to,
                                           losses, blockMemory + words);
}
EMULATED(networkGradientLean)

FAR networkGradientFar(const network::Plan* plan, const float* __restrict__ theta, const int* clock, int episodesAhead, int stepsAhead,
                       const network::Source* data, const void* input, const signed char* labels, float* to, float* losses,
                       float* memory, int stride) {
    network::gradients<network::LayerAt>(plan, theta, clock, episodesAhead, stepsAhead, data, input, labels, to, losses, memory + (size_t) blockIdx.x * stride);
}
EMULATED(networkGradientFar)

NEAR networkScore(const network::Plan* plan, const float* __restrict__ theta, const network::Source* data, const void* input,
                  const signed char* labels, int count, int each, float* result, float* logits) {
    DYNAMIC_SHARED(float, blockMemory);
    network::scores(plan, theta, data, input, labels, count, each, result, logits, blockMemory);
}
EMULATED(networkScore)

FAR networkScoreFar(const network::Plan* plan, const float* __restrict__ theta, const network::Source* data, const void* input,
                     const signed char* labels, int count, int each, float* result, float* logits, float* memory, int stride) {
    network::scores(plan, theta, data, input, labels, count, each, result, logits, memory + (size_t) blockIdx.x * stride);
}
EMULATED(networkScoreFar)

// Tiles to the batch, in tile order: gradient [R][P] of partial [R][tiles][P], losses [R] of tileLosses [R][tiles]. Grid (P, R).
KERNEL networkSum(const network::Plan* plan, const float* partial, const float* tileLosses, float* gradient, float* losses) {
    const int r = blockIdx.y, p = GLOBAL_INDEX, P = plan->coordinates, tiles = plan->tiles;
    if (p < P) {
        const float* from = partial + (size_t) r * tiles * P + p;
        float sum = from[0];
        for (int k = 1; k < tiles; k++) sum += from[(size_t) k * P];
        gradient[(size_t) r * P + p] = sum;
    }
    if (p == 0) {
        float sum = 0.0f;
        for (int k = 0; k < tiles; k++) sum += tileLosses[r * tiles + k];
        losses[r] = sum / plan->batch;
    }
}
EMULATED(networkSum)

#undef NEAR
#undef FAR
#undef EACH
