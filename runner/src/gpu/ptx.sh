#!/usr/bin/env bash
# Makes the PTX that the program carries; needs nvcc (13.0 was used). To be run, without arguments, after any change of a .cu or
# .cuh: PtxFreshTest compares the hash in its first line. Labelled 6.3, which ptxas checks against what the code uses, so that
# drivers from 410.48 on take it (a hint about bytes of a load that nobody uses is younger, and left out); made for 7.5, which
# newer GPUs' drivers compile forward. kernels.ptx, of Kernels.cu, is without contraction and without fast math, so that the bits
# are those of Java; kernels-fast.ptx, of FastCells.cu, is with both: it is loaded where the variant fast-cells is on.
set -euo pipefail
cd "$(dirname "$0")/../../.."
sources=runner/src/main/java/dev/understudy/engine/fused/kernel
made=$(mktemp)
trap 'rm -f "$made"' EXIT
# This script, which has the flags, and every source, by path.
hash=$( (cat runner/src/gpu/ptx.sh; find runner/src/main/java -name '*.cu' -o -name '*.cuh' | LC_ALL=C sort | xargs cat) | sha256sum | cut -d ' ' -f 1)

# make <unit> <name of the PTX> <flags of nvcc ...>
make() {
  local unit=$sources/$1 ptx=runner/src/main/resources/dev/understudy/engine/fused/cuda/$2
  nvcc -ptx -arch=compute_75 "${@:3}" "$unit" -o "$made"
  mkdir -p "$(dirname "$ptx")"
  {
    echo "// sha256 $hash of the sources; made by runner/src/gpu/ptx.sh"
    sed -e 's/^\.version .*/.version 6.3/' -e '/^\/\/ Compiler Build ID/d' -e '/\.pragma "used_bytes_mask/d' "$made"
  } > "$ptx"
  echo "$ptx: $(grep -c '\.entry' "$ptx") kernels, $(wc -c < "$ptx") bytes"
}

make Kernels.cu kernels.ptx -fmad=false
make FastCells.cu kernels-fast.ptx -fmad=true -prec-div=false
