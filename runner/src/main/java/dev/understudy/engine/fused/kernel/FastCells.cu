// The kernels of Lstm.cu once more, for the variant FAST_CELLS: the same text, which runner/src/gpu/ptx.sh compiles with
// contraction and with division by way of a reciprocal, within 2 ulp. They are a unit of their own, since flags hold for a whole
// unit, and stand in for those of the same names.
#include "../../../imitation/Formulas.cuh"
#include "Launch.cuh"

// Asked for nothing, the assembler keeps 3 cells within 128 registers and on sm_120 spills two of them.
#define LSTM_BOUNDS(H) __launch_bounds__(LSTM_LANES, H == 3 ? 4 : 0)

#include "Losses.cu"
#include "Lstm.cu"
