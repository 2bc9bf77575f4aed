#!/usr/bin/env bash
# Tests and measures the program on a GPU host with the files that prepare.sh collected, in three commands of at most five minutes. It needs only an
# NVIDIA driver; if present, it uses python3 with PyTorch and JAX for the peers, compute-sanitizer and ncu. docs/gpu-plan.md has the use of each result.
#   ./prove.sh first RESULTS       machine, doctor, the two headline ratios, the tests that run on a GPU, memcheck and racecheck
#   ./prove.sh table RESULTS       ncu of one meta-step, all sizes next to the peers, an evaluation and an evolution next to the CPU's, memory over
#                                  50,000 meta-steps
#   ./prove.sh variants RESULTS    the other forms of the kernels, in turn with the present one, twice; JAX
# RESULTS gets at most seven files and no folder: first.log, tests.log, sanitizer.log, ncu.log, table.log, variants.log, speed-gpu.md (the tables,
# made again after each measurement). Logs are appended to; lines that begin with == give the start and the time limit of each part, and at its end
# its exit code and seconds, so the files can be read even after the command was killed. A part that no longer fits is skipped, with a line in the
# log. If a part other than doctor fails, the others still run. All other files are written to PROVE_WORK.
#   PROVE_WORK=/tmp/understudy-prove   the unpacked bundle, runs, compute cache, temporary files
#   SECONDS_IN_ALL=285                 for all parts of a command
#   LIMITS=1                           factor for the time limit of each part: for a rehearsal on a busy machine
#   SECONDS_EACH=0.5 PEER_SECONDS=0.2  seconds of a measured round: five of them, after a warm-up of two
#   JAX=0|1                            whether table and variants measure JAX; by default only variants does
#   FIRST_SIZES TABLE_SIZES MORE_SIZES EAGER_SIZES NCU_SIZES VARIANT_SIZES JAX_SIZES   hidden,batch,replicas ..., empty for none
#   TESTS='.*[.]Gpu\w+Test'  EVALUATE_STEPS=4000  FLAT_STEPS=50000
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
complain() { echo "prove.sh: $*" >&2; exit 2; }
[ $# = 2 ] && [[ $1 =~ ^(first|table|variants)$ ]] || complain "called with '$*'; expected first, table or variants, and a folder for results"
what=$1
out=$(mkdir -p "$2" && cd "$2" && pwd)
work=$(mkdir -p "${PROVE_WORK:-/tmp/understudy-prove}" && cd "${PROVE_WORK:-/tmp/understudy-prove}" && pwd)
[[ $work != *[[:space:]]* ]] || complain "PROVE_WORK is '$work'; expected a path without blanks"
log=$out/$what.log
: "${SECONDS_IN_ALL:=285}" "${SECONDS_EACH:=0.5}" "${PEER_SECONDS:=0.2}" "${EVALUATE_STEPS:=4000}" "${FLAT_STEPS:=50000}" "${TESTS:=.*[.]Gpu\w+Test}"
# Sizes limited by the GPU come first: they warm up the Java compiler, which needs some seconds, for the sizes limited by the host.
: "${FIRST_SIZES=2,1,128 2,1,1}" "${TABLE_SIZES=2,1,128 2,1,1 20,1,1 20,1,128 2,64,1 2,64,128 20,64,1 20,64,128}"
: "${MORE_SIZES=2,1,512 2,1,16 20,1,16 20,1,512 2,64,16 2,64,512 20,64,16 20,64,512}" "${EAGER_SIZES=2,1,1 20,1,1 2,64,1 20,64,1}"
: "${NCU_SIZES=2,1,1 2,1,128 20,1,128 2,64,128}" "${JAX_SIZES=2,1,1 2,1,128 2,64,128}"
export CUDA_CACHE_DISABLE=0 CUDA_CACHE_PATH=$work/compute-cache TMPDIR=$work/tmp XDG_CACHE_HOME=$work/cache HOME=${HOME:-$work}
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONIOENCODING=utf-8 PATH=$PATH:/usr/local/cuda/bin
java_options="-Djava.io.tmpdir=$work/tmp -Djna.tmpdir=$work/tmp -XX:-UsePerfData"
export here out work what java_options SECONDS_EACH PEER_SECONDS EVALUATE_STEPS FLAT_STEPS TESTS
parts=0 failed=0 skipped=0 child='' name=start

say() { echo "== $SECONDS s  $*" | tee -a "$log"; }
stopped() {
  say "stopped by a signal in $name; $parts parts, $failed failed, $skipped skipped"
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  exit 143
}
trap stopped TERM INT

# part NAME LEAST MOST FILE COMMAND...: skipped if less than LEAST seconds are left; ended after MOST seconds; its output goes to FILE.
part() {
  local least=$2 most=$(($3 * ${LIMITS:-1})) file=$out/$4 left=$((SECONDS_IN_ALL - SECONDS)) code=0 began=${EPOCHREALTIME/[.,]/}
  name=$1
  shift 4
  [ $left -ge 0 ] || left=0
  if [ $left -lt "$least" ]; then
    skipped=$((skipped + 1))
    say "skipped $name: $left s are left of $SECONDS_IN_ALL, it needs $least"
    return 0
  fi
  [ $left -gt "$most" ] && left=$most
  parts=$((parts + 1))
  say "begin $name, at most $left s"
  [ "$file" = "$log" ] || echo "== $SECONDS s  $name" >>"$file"
  timeout -k 5 "$left" bash -euo pipefail -c '"$@"' part "$@" >>"$file" 2>&1 </dev/null &
  child=$!
  wait $child || code=$?
  child=''
  [ $code = 0 ] || failed=$((failed + 1))
  local tenths=$(((${EPOCHREALTIME/[.,]/} - began) / 100000))
  say "end $name: exit $code$([ $code != 124 ] || echo ', out of time'), $((tenths / 10)).$((tenths % 10)) s"
  return $code
}
skip() { skipped=$((skipped + 1)); say "skipped $1: $2"; }
tables() {
  local logs=()
  for each in first table variants; do [ ! -f "$out/$each.log" ] || logs+=("$out/$each.log"); done
  # Made in another folder and copied, so that the last tables stay if a log cannot be read.
  if command -v python3 >/dev/null && python3 "$here/table.py" "${logs[@]}" >"$work/speed-gpu.md" 2>"$work/table.err"; then cp "$work/speed-gpu.md" "$out/speed-gpu.md"; fi
}

gvisor() { [ "$(uname -r)" = 4.4.0 ] || dmesg 2>/dev/null | grep -qi gvisor; }
has() { python3 -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' "$1" 2>/dev/null; }
understudy() { UNDERSTUDY_JAVA_OPTIONS="$java_options${variants:+ -Dunderstudy.cuda.variants=$variants}" "$work/understudy/understudy" "$@"; }
machine() {
  cat "$here/prepared.txt"
  uname -a
  if gvisor; then echo "gVisor: yes"; else echo "gVisor: no"; fi
  echo "cores: $(nproc)"
  nvidia-smi
  nvidia-smi --query-gpu=name,driver_version,clocks.sm,clocks.max.sm,clocks.mem,memory.total,temperature.gpu,power.limit --format=csv
}
# Fails unless the engine is on the GPU: auto would fall back to the CPU.
doctor() {
  understudy doctor "$@" 2>&1 | tee "$work/doctor.txt"
  grep -q '^auto  *engine fused on cuda' "$work/doctor.txt"
}
bench() {
  local sizes=()
  for size in "$@"; do sizes+=(--size "$size"); done
  understudy bench --engine fused --device cuda --data "$here/mnist" --seconds "$SECONDS_EACH" "${sizes[@]}"
}
peer() { python3 "$here/peer_$1.py" --mnist "$here/mnist" --seconds "$PEER_SECONDS" --sizes "${@:2}"; }
# All contract tests of the engine and of the kernels on the GPU; a missing GPU is a failure.
tests() {
  understudy/runtime/bin/java $java_options -Drequire.cuda=true -Dgolden.dir=tests/golden -Dmnist.dir="$here/mnist" -cp "tests:understudy/lib/*:test-lib/*" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=verbose --scan-classpath tests \
    --include-classname "$TESTS"
}
# The self-check and some meta-steps, sixteen kernels; the PTX with line numbers, if present, is first on the class path.
sanitize() {
  compute-sanitizer --tool "$1" --error-exitcode 9 --print-limit 20 understudy/runtime/bin/java $java_options -cp "lines:understudy/lib/*" dev.understudy.cli.Main doctor \
    2>&1 | tee "$work/sanitized.txt"
  grep -q '^auto  *engine fused on cuda' "$work/sanitized.txt"
}
# A little more than one meta-step, long after the self-check. ncu then ends the program; its output tells whether it has measured.
profile() {
  ncu --clock-control none --metrics gpu__time_duration.sum,sm__warps_active.avg.pct_of_peak_sustained_active,dram__bytes.sum --launch-skip 800 --launch-count 48 \
    --kill yes --print-summary per-kernel understudy/runtime/bin/java $java_options -cp "understudy/lib/*" dev.understudy.cli.Main bench --engine fused --device cuda \
    --data "$here/mnist" --seconds 0.3 --size "$1" 2>&1 | tee "$work/profiled.txt" || true
  grep -q 'gpu__time_duration' "$work/profiled.txt"
}
# A rollout on MNIST; its figures equal the CPU's within the noise of training.
evaluate() {
  understudy evaluate --pretrained sgd --fresh --runs "$work/runs-evaluate-$$" -o engine=fused -o device=cuda -o data.dataset=mnist -o data.dir="$here/mnist" \
    -o evaluation.steps="$EVALUATE_STEPS" -o evaluation.everySteps=$((EVALUATE_STEPS / 40 + 1)) -o "evaluation.seeds=[1001]"
  echo "beside it:"
  cat "$here/evaluate-cpu.log"
}
# The same short training by evolution on both devices, whose losses must agree to some digits; then 512 particles at once, in milliseconds per step
# of one particle.
evolution() {
  local runs=$work/runs-evolution-$$ lines=() device
  local small=(-o training.metaSteps=6 -o training.logEvery=6 -o training.objective.evolution.validateEvery=0 -o evaluation.steps=10)
  for device in cuda cpu; do
    understudy -q run understudy/configs/surpass-quick.yaml --runs "$runs/$device" -o engine=fused -o device=$device "${small[@]}" >/dev/null
    lines+=("$(tail -1 "$runs/$device/surpass-quick/seed-1/metrics.jsonl")")
    echo "$device: ${lines[-1]}"
  done
  understudy -q run understudy/configs/surpass-quick.yaml --runs "$runs/many" -o engine=fused -o device=cuda "${small[@]}" -o training.metaSteps=60 -o training.logEvery=20 \
    -o training.objective.evolution.pairs=256 >/dev/null
  python3 - "$runs/many/surpass-quick/seed-1/metrics.jsonl" "${lines[@]}" <<'P'
import json, sys
seconds = json.loads(open(sys.argv[1]).readlines()[-1])['seconds']
print(f'512 particles: {1e3 * seconds / (20 * 50 * 512):.5f} ms a step of one')
a, b = (json.loads(line)['taskLoss'] for line in sys.argv[2:])
print(f'task loss {a:.6f} on the GPU, {b:.6f} on the CPU')
sys.exit(abs(a - b) > 1e-3)
P
}
# Memory in use, sampled between the first line of metrics and the end of the training.
flat() {
  local runs=$work/runs-flat-$$ used=()
  understudy -q run understudy/configs/seed-sgd-mnist.yaml --runs "$runs" --fresh -o engine=fused -o device=cuda -o data.dir="$here/mnist" \
    -o training.metaSteps="$FLAT_STEPS" -o training.logEvery=$((FLAT_STEPS / 50)) -o evaluation.steps=50 -o "evaluation.seeds=[1001]" &
  local job=$! metrics=$runs/seed-sgd-mnist/seed-1/metrics.jsonl
  while kill -0 $job 2>/dev/null; do
    if [ -s "$metrics" ] && ! grep -q "\"metaStep\":$FLAT_STEPS\b" "$metrics"; then
      used+=("$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | head -1)")
    fi
    sleep 0.3
  done
  wait $job
  echo "memory in use over $FLAT_STEPS meta-steps, MiB: ${used[*]}"
  [ ${#used[@]} -ge 4 ] || { echo "too few looks to say anything; expected 4"; return 1; }
  [ $((used[${#used[@]} - 2] - used[1])) -le 8 ] || { echo "it grows by more than 8 MiB"; return 1; }
}
export -f gvisor understudy machine doctor bench peer tests sanitize profile evaluate evolution flat

# The sizes at which a form of the kernels can make a difference; VARIANT_SIZES replaces them for all forms.
sizes_of() {
  case $1 in
    joined-updates) echo "${VARIANT_SIZES-2,1,128 2,1,1 20,1,512}" ;;
    fast-cells | lean-network) echo "${VARIANT_SIZES-2,1,128 2,1,1 2,64,128}" ;;
    *) echo "${VARIANT_SIZES-2,1,128 2,1,1 2,64,128 20,1,512}" ;;
  esac
}
every=joined-updates,fast-cells,lean-network

measure() { # NAME LEAST MOST FUNCTION ARGUMENTS...: a part, and then the tables again; does nothing without sizes
  [ $# -gt 4 ] || return 0
  part "$1" "$2" "$3" "$what.log" "${@:4}" || true
  tables
}
peers() { # eager, cuda_graphs or jax; LEAST MOST SIZES
  local module=torch
  [ "$1" != jax ] || module=jax
  if [ -z "$4" ]; then return 0; elif has $module; then measure "peer-$1" "$2" "$3" peer "$1" $4; else skip "peer-$1" "python3 has no $module"; fi
}

first() {
  part machine 1 20 first.log machine || true
  if ! part doctor 3 90 first.log doctor; then
    CUDA_LAUNCH_BLOCKING=1 part doctor-verbose 3 60 first.log doctor -v || true
    if gvisor; then skip memcheck "gVisor refuses compute-sanitizer"; elif command -v compute-sanitizer >/dev/null; then
      part memcheck 10 100 sanitizer.log sanitize memcheck || true; else skip memcheck "no compute-sanitizer"; fi
    say "STOPPED: doctor does not compute on the GPU. Give the host back, read first.log and sanitizer.log, mend (docs/gpu-plan.md, When the first command fails)."
    exit 1
  fi
  part doctor-again 3 60 first.log doctor || true  # loads the kernels from the cache; the line 'start' gives the milliseconds
  measure bench 6 60 bench $FIRST_SIZES
  peers eager 10 60 "${EAGER_SIZES%% *}"
  peers cuda_graphs 10 60 "$FIRST_SIZES"
  part tests 20 120 tests.log tests || true
  for tool in memcheck racecheck; do
    if gvisor; then skip $tool "gVisor refuses compute-sanitizer"
    elif ! command -v compute-sanitizer >/dev/null; then skip $tool "no compute-sanitizer"
    else part $tool 15 60 sanitizer.log sanitize $tool || true; fi
  done
}

table() {
  local profiled=yes
  for size in $NCU_SIZES; do
    if gvisor; then skip "ncu-$size" "gVisor refuses ncu"
    elif ! command -v ncu >/dev/null; then skip "ncu-$size" "no ncu"
    elif [ $profiled = no ]; then skip "ncu-$size" "ncu failed at the size before"
    else part "ncu-$size" 8 30 ncu.log profile "$size" || profiled=no; fi
  done
  measure bench 6 70 bench $TABLE_SIZES
  peers eager 10 50 "$EAGER_SIZES"
  peers cuda_graphs 10 60 "$TABLE_SIZES"
  part evaluate-cuda 8 60 table.log evaluate || true
  part evolution 8 60 table.log evolution || true
  part memory 8 60 table.log flat || true
  measure bench-more 6 70 bench $MORE_SIZES
  peers cuda_graphs 10 60 "$MORE_SIZES"
  [ "${JAX:-0}" = 0 ] || peers jax 15 90 "$JAX_SIZES"
}

variants() {
  for form in joined-updates fast-cells lean-network $every; do variants=$form part "doctor-$form" 3 40 variants.log doctor || true; done
  for round in 1 2; do
    for form in none joined-updates fast-cells lean-network $every; do
      variants=${form#none} measure "bench-$form-$round" 5 40 bench $(sizes_of $form)
    done
  done
  [ "${JAX:-1}" = 0 ] || peers jax 15 150 "$JAX_SIZES"
}

mkdir -p "$work/tmp"
cd "$work"
say "prove.sh $what: $(date -u +%FT%TZ), $SECONDS_IN_ALL s for all parts"
if ! cmp -s "$here/prepared.txt" prepared.txt; then
  rm -rf understudy tests test-lib lines prepared.txt
  for archive in "$here"/*.tar.gz; do tar -xzf "$archive" || complain "$archive cannot be unpacked in $work"; done
  cp "$here/prepared.txt" prepared.txt
fi
export variants=''
$what
say "done: $parts parts, $failed failed, $skipped skipped"
[ ! -f "$out/speed-gpu.md" ] || cat "$out/speed-gpu.md"
[ $failed = 0 ]
