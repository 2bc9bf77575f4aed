#!/usr/bin/env bash
# Makes the PTX that the program carries; needs nvcc (13.0 was used).
#   ptx.sh                   after any change of a .cu or .cuh
#   ptx.sh FOLDER FLAG...    into another folder, with more flags, such as -lineinfo; the label is then nvcc's, for line numbers want a newer one
# PtxFreshTest compares the hash in its first line. Labelled 6.3, which ptxas checks against what the code uses, so that
# drivers from 410.48 on take it (a hint about bytes of a load that nobody uses is younger, and left out); made for 7.5, which
# newer GPUs' drivers compile forward. kernels.ptx, of Kernels.cu, is without contraction and without fast math, so that the bits
# are those of Java; kernels-fast.ptx, of FastCells.cu, is with both: it is loaded where the variant fast-cells is on.
set -euo pipefail
cd "$(dirname "$0")/../../.."
sources=runner/src/main/java/dev/understudy/engine/fused/kernel
made=$(mktemp)
trap 'rm -f "$made"' EXIT
to=${1:-runner/src/main/resources/dev/understudy/engine/fused/cuda} label='s/^\.version .*/.version 6.3/'
[ $# = 0 ] || label=''
more=("${@:2}")
# This script, which has the flags, and every source, by path.
hash=$( (cat runner/src/gpu/ptx.sh; find runner/src/main/java -name '*.cu' -o -name '*.cuh' | LC_ALL=C sort | xargs cat) | sha256sum | cut -d ' ' -f 1)

# make <unit> <name of the PTX> <flags of nvcc ...>
make() {
  local unit=$sources/$1 ptx=$to/$2
  nvcc -ptx -arch=compute_75 "${@:3}" "${more[@]}" "$unit" -o "$made"
  mkdir -p "$to"
  {
    echo "// sha256 $hash of the sources; made by runner/src/gpu/ptx.sh"
    sed -e "$label" -e '/^\/\/ Compiler Build ID/d' -e '/\.pragma "used_bytes_mask/d' "$made"
  } > "$ptx"
  echo "$ptx: $(grep -c '\.entry' "$ptx") kernels, $(wc -c < "$ptx") bytes"
}

make Kernels.cu kernels.ptx -fmad=false
make FastCells.cu kernels-fast.ptx -fmad=true -prec-div=false
