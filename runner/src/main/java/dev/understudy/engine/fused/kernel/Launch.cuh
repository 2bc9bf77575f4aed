// What a kernel says of its launch; the emulation of tests has its own words for shared memory, and a list of kernels.
#pragma once

#ifndef DYNAMIC_SHARED
#define DYNAMIC_SHARED(type, name) extern __shared__ type name[]
#define EMULATED(name)
#endif

#define KERNEL extern "C" __global__ void

// The thread's number over the whole grid's first dimension.
#define GLOBAL_INDEX (blockIdx.x * blockDim.x + threadIdx.x)
