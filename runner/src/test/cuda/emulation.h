// What the kernels need of CUDA, for a C++ compiler: a block's threads are fibers that run one after the other between two
// barriers, in an order of our choice, so that a kernel with a race gives another result in another order. Included ahead
// of Kernels.cu; see EmulatedDevice.java.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <link.h>
#include <map>
#include <setjmp.h>
#include <string>
#include <tuple>
#include <ucontext.h>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __restrict__
// Blocks run one after the other, so one copy of a block's own variables does. Nothing else of this library belongs to a
// thread, so that the library's part of the thread's storage is theirs alone and can be poisoned before each block; a section
// of their own would be simpler, but g++ leaves out what templates declare.
#define __shared__ static thread_local
#define FN static inline
#define DYNAMIC_SHARED(type, name) type* name = (type*) emulation::dynamicShared

#ifdef NOISY_LIBM
// expf, logf and log1pf with errors of one unit in the last place, up or down as the value's bits fall: another library, as CUDA's
// is. What holds with it does not hang on the host's own.
static inline float off_by_one(float value) {
    unsigned bits;
    memcpy(&bits, &value, sizeof bits);
    return std::isfinite(value) && value != 0.0f ? nextafterf(value, bits * 2654435761u >> 31 ? INFINITY : -INFINITY) : value;
}
static inline float noisy_expf(float x) { return off_by_one(expf(x)); }
static inline float noisy_logf(float x) { return off_by_one(logf(x)); }
static inline float noisy_log1pf(float x) { return off_by_one(log1pf(x)); }
#define expf noisy_expf
#define logf noisy_logf
#define log1pf noisy_log1pf
#endif

struct dim3 {
    int x, y, z;
};
static dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulation {

const size_t STACK = 128 << 10;
static char* dynamicShared;
static jmp_buf scheduler;
struct Fiber {
    ucontext_t begin;
    jmp_buf place;
    bool begun;
    std::vector<char> stack;
};
static std::vector<Fiber*> fibers;  // each lives on and runs its thread of block after block
static std::vector<int> state;      // 0 may run, 1 waits at the barrier, 2 done
static int current;
static void (*body)(void**);
static void** arguments;
static const char* trouble;

// Jumps instead of swapcontext, which asks the kernel about signals each time.
inline void leave() {
    if (!_setjmp(fibers[current]->place)) _longjmp(scheduler, 1);
}

inline void enter() {
    for (;;) {
        body(arguments);
        state[current] = 2;
        leave();
    }
}

inline void resume() {
    Fiber* fiber = fibers[current];
    if (_setjmp(scheduler)) return;
    if (fiber->begun) _longjmp(fiber->place, 1);
    fiber->begun = true;
    setcontext(&fiber->begin);
}

inline void barrier() {
    state[current] = 1;
    leave();
}

// Order of the threads in a round: 0 forward, 1 backward, else a permutation that the number chooses.
inline int place(int i, int n, int order, int round) {
    if (order == 0) return i;
    if (order == 1) return n - 1 - i;
    unsigned step = 2654435761u * (unsigned) (order + round) | 1u;
    int power = 1;
    while (power < n) power *= 2;
    for (unsigned k = 0, at = step % power, seen = 0;; k++, at = (at * 5u + (step | 1u)) % power) {
        if ((int) at < n && (int) seen++ == i) return (int) at;
    }
}

static thread_local char own;  // asked for first, for the storage is made when it is first used

inline int poison(dl_phdr_info* library, size_t, void*) {
    for (int i = 0; i < library->dlpi_phnum; i++) {
        const char* data = (const char*) library->dlpi_tls_data;
        const size_t size = library->dlpi_phdr[i].p_memsz;
        if (library->dlpi_phdr[i].p_type == PT_TLS && data && &own >= data && &own < data + size) {
            memset((void*) data, 0xFF, size);
            return 1;
        }
    }
    return 0;
}

// Shared memory before a block: NaN, for nobody may count on zeros, nor on what another block left.
inline void poisonShared(std::vector<char>& dynamic) {
    memset(dynamic.data(), 0xFF, dynamic.size());
    own = 0;
    dl_iterate_phdr(poison, nullptr);
}

inline void block(int n, int order) {
    while ((int) fibers.size() < n) {
        Fiber* fiber = new Fiber();
        fiber->stack.resize(STACK);
        getcontext(&fiber->begin);
        fiber->begin.uc_stack.ss_sp = fiber->stack.data();
        fiber->begin.uc_stack.ss_size = STACK;
        makecontext(&fiber->begin, (void (*)()) enter, 0);
        fibers.push_back(fiber);
    }
    state.assign(n, 0);
    for (int round = 0;; round++) {
        int waiting = 0, done = 0;
        for (int i = 0; i < n; i++) {
            current = place(i, n, order, round);
            if (state[current] == 2) {
                done++;
                continue;
            }
            threadIdx = {current % blockDim.x, current / blockDim.x, 0};
            resume();
            state[current] == 2 ? done++ : waiting++;
        }
        if (done == n) return;
        if (done > 0) {
            trouble = "some threads of a block have ended while others wait at a barrier";
            fibers.clear();  // they wait in the middle of something
            return;
        }
        for (int i = 0; i < n; i++) state[i] = 0;
    }
}

template <typename... A, size_t... I>
void apply(void (*kernel)(A...), void** a, std::index_sequence<I...>) {
    kernel(*(typename std::remove_reference<A>::type*) a[I]...);
}

struct Kernel {
    void (*body)(void**);
    int parameters;
};
static std::map<std::string, Kernel> kernels;

template <typename T>
struct Count;
template <typename... A>
struct Count<void (*)(A...)> {
    static const int value = sizeof...(A);
};

template <auto K, typename... A>
void call(void (*)(A...), void** a) {
    apply(K, a, std::index_sequence_for<A...>{});
}

template <auto K>
struct Register {
    explicit Register(const char* name) {
        kernels[name] = {[](void** a) { call<K>(K, a); }, Count<decltype(K)>::value};
    }
};

}  // namespace emulation

#define __syncthreads() emulation::barrier()
#define __ldg(p) (*(p))
#define EMULATED(name) static emulation::Register<&name> emulated_##name(#name);

// 0 when done; else a text says what is wrong. count: of the arguments, where the caller knows it, else −1. The only name that
// others see: with -fvisibility=hidden several such libraries live in one process, each with fibers of its own.
extern "C" __attribute__((visibility("default"))) const char* emulate(const char* name, int gridX, int gridY, int threads, int sharedBytes, void** arguments, int count, int order) {
    auto found = emulation::kernels.find(name);
    if (found == emulation::kernels.end()) return "there is no such kernel";
    if (count >= 0 && found->second.parameters != count) return "it has another number of parameters";
    if (threads < 1 || threads > 1024 || gridX < 1 || gridY < 1 || gridY > 65535) return "the launch's shape is out of range";
    std::vector<char> shared(sharedBytes + 64);
    emulation::trouble = nullptr;
    emulation::body = found->second.body;
    emulation::arguments = arguments;
    gridDim = {gridX, gridY, 1};
    blockDim = {threads, 1, 1};
    for (int y = 0; y < gridY && !emulation::trouble; y++) {
        for (int x = 0; x < gridX && !emulation::trouble; x++) {
            emulation::poisonShared(shared);
            emulation::dynamicShared = (char*) (((size_t) shared.data() + 15) / 16 * 16);
            blockIdx = {order == 1 ? gridX - 1 - x : x, order == 1 ? gridY - 1 - y : y, 0};
            emulation::block(threads, order);
        }
    }
    return emulation::trouble;
}
