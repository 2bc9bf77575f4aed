// All kernels as one unit; each file is the twin of the Java file of its name, and runner/src/gpu/ptx.sh makes the PTX of it.
// Compiled for a GPU, or, in tests, by a C++ compiler behind runner/src/test/cuda/emulation.h.
#include "../../../imitation/Formulas.cuh"
#include "../../../imitation/Philox.cuh"
#include "Launch.cuh"

#include "Updates.cu"
#include "Losses.cu"
#include "ImitationSums.cu"
#include "Lstm.cu"
#include "LstmTiles.cu"
#include "Features.cu"
#include "Head.cu"
#include "LstmBlock.cu"
#include "LstmWeights.cu"
#include "Practice.cu"
#include "TensorPass.cu"
#include "TaskLoss.cu"
#include "GradientPass.cu"
