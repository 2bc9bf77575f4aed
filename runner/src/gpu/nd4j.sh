#!/usr/bin/env bash
# Checks ND4J's CUDA backend, and the fused kernels, on a GPU host with Maven, a JDK and the network: one command, about ten minutes after the
# 2.4 GB that Maven downloads once, and one file to send (docs/gpu.md).
#   runner/src/gpu/nd4j.sh [RESULT]        RESULT is nd4j-on-cuda.txt; it is written step by step, and can be read after an interruption
#   GPU=0          the number of the GPU
#   MINUTES=10     for all parts after the download; a part that no longer fits is skipped, with a line in the file
#   OPTIONS=-Dcuda.redist=false    more options for Maven: this one leaves NVIDIA's libraries out, for a host with CUDA 11.6 and cuDNN 8.3
#   DRY=1          a rehearsal on a machine without a GPU: the same parts on the CPU, without -Pcuda and without its download
# Exit code 0: all parts succeeded. 1: a part failed. 3: ND4J does not compute on the GPU here, and the file has the reason.
set -uo pipefail
result=$(realpath -m "${1:-nd4j-on-cuda.txt}")
cd "$(dirname "$0")/../../.."
mkdir -p "$(dirname "$result")" && : >"$result" || { echo "nd4j.sh: $result cannot be written" >&2; exit 4; }
command -v mvn >/dev/null || { echo "nd4j.sh: there is no mvn on the path; install Maven and a JDK 17 or newer" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gpu=${GPU:-0} failed=0
if [ "${DRY:-0}" = 1 ]; then
  device=cpu profile=() on=() fused=cpu
else
  device=cuda:$gpu profile=(-Pcuda ${OPTIONS:-}) on=("-Dnd4j.gpu=$gpu" -Drequire.cuda=true) fused=cuda:$gpu
fi

say() { echo "$*" | tee -a "$result"; }
program() { mvn -q -B "${profile[@]}" exec:java -Dexec.args="$*"; }
# part NAME MOST COMMAND...: at most MOST seconds; the output goes to the file, and a line about its end to the file and the terminal.
part() {
  local name=$1 most=$2 code=0 began=$SECONDS left=$((END - SECONDS))
  shift 2
  if [ $left -lt 10 ]; then say "== $name: skipped, $((left < 0 ? 0 : left)) s are left"; return 0; fi
  [ $left -gt "$most" ] || most=$left
  echo "== $name" >>"$result"
  export -f program
  timeout -k 5 "$most" bash -c "$(declare -p profile); "'"$@"' part "$@" >"$work/log" 2>&1 </dev/null || code=$?
  sed 's/\x1b\[[0-9;]*m//g' "$work/log" | grep -v '^WARNING: Using incubator modules\|^$' >>"$result"
  say "== $name: exit $code$([ $code != 124 ] || echo ', out of time'), $((SECONDS - began)) s"
  [ $code = 0 ] || failed=$((failed + 1))
  return $code
}
# Prints the important lines of Maven's output: the number of tests, the failed ones, and the reasons.
tests() {
  mvn -B "${profile[@]}" surefire:test -pl runner -am -DexcludedGroups=process,slow,speed,campaign -Dsurefire.failIfNoSpecifiedTests=false "$@" |
    grep -E 'Tests run:|ERROR|FAIL|BUILD' | cut -c1-300
  return "${PIPESTATUS[0]}"
}
export -f tests

say "understudy $(git rev-parse HEAD 2>/dev/null || echo 'of an unknown commit'), $(date -u +%FT%TZ), ND4J on $device"
END=$((SECONDS + 3600))
part "download and compile" 3600 mvn -q -B "${profile[@]}" test -Dtest=NeedsTest -Dsurefire.failIfNoSpecifiedTests=false || { say "It does not compile here."; exit 1; }
END=$((SECONDS + 60 * ${MINUTES:-10}))
part machine 20 bash -c 'uname -srm; nproc; java -version; nvidia-smi --query-gpu=name,compute_cap,driver_version,memory.total,power.limit --format=csv || [ "$0" = cpu ]' "$device"
part doctor 120 program doctor
if [ "$device" != cpu ] && ! grep -Eq '^engine +nd4j on cuda +yes' "$result"; then
  say "ND4J does not compute on $device here; doctor says above what is missing."
  if grep -Eq '^engine +fused on cuda +yes' "$result"; then part "tests of the fused kernels" 240 tests "-Dtest=Gpu*Test" "${on[@]}"; fi
  exit 3
fi
part "golden tensors" 180 tests -Dtest=Nd4jGoldenTest "${on[@]}"
part "contract of an engine" 180 tests '-Dtest=Nd4jEngineTest,ScorersTest,ExternalTrainingTest,!Nd4jEngineTest#whatDoesNotFitTheMemoryIsRefusedWithItsSize' "${on[@]}"
part "agreement with the fused engine" 180 tests -Dtest=Nd4jAgreesTest "${on[@]}"
for size in 2,1,1 2,64,1 2,1,16; do
  part "bench nd4j, hidden,batch,replicas $size" 60 program bench --engine nd4j --device "$device" --size $size --seconds 0.5
done
part "bench fused" 60 program bench --engine fused --device "$fused" --size 2,1,1 --size 2,64,1 --size 2,1,16 --seconds 0.5
for each in "nd4j $device" "fused cpu"; do
  set -- $each
  part "a rollout, $each" 90 program evaluate --pretrained sgd --fresh --runs "$work/$1" -o engine=$1 -o device=$2 -o data.dataset=digits \
    -o evaluation.steps=400 -o evaluation.everySteps=100 -o "evaluation.seeds=[1001]"
done
part "tests of the fused kernels" 240 tests "-Dtest=$([ "$device" = cpu ] && echo EmulatedGoldenTest || echo 'Gpu*Test')" "${on[@]}"
say "$failed parts failed."
echo "The file: $result"
[ $failed = 0 ]
