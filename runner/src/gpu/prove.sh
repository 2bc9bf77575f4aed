#!/usr/bin/env bash
# The proof on a GPU host, from what prepare.sh collected. Nothing is needed but an NVIDIA driver; for the peers python3 with
# PyTorch, and JAX where it is there. Each part leaves its output in the folder of results, and a part that fails does not end
# the others: the last line says how many did. The table is written anew after each of its rows, so that an end on the way
# loses nothing; SECONDS_EACH is the length of a measured round (five rounds, after a warm-up of two).
#   ./prove.sh RESULTS             all of it, in 8 minutes without JAX
#   ./prove.sh RESULTS checks      without the table
#   ./prove.sh RESULTS table       the table alone, one more run beside the first if time is short
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:-results}" && cd "${1:-results}" && pwd)
cd "$here" || exit 1
[ -d understudy ] || tar -xzf understudy-linux-x86_64.tar.gz || exit 1
what=${2:-all}
failed=0
part() {
  local name=$1 began=$SECONDS
  shift
  if timeout "${LIMIT:-120}" "$@" >"$out/$name.log" 2>&1; then echo "ok      $name ($((SECONDS - began)) s)"; else
    echo "FAILED  $name (exit $?, $((SECONDS - began)) s)"
    tail -5 "$out/$name.log"
    failed=$((failed + 1))
  fi
}
understudy="$here/understudy/understudy"
part machine nvidia-smi
if [ "$what" != table ]; then
part doctor "$understudy" doctor
# The contract of every engine, the golden tensors, and the agreement with the CPU over a training; a missing GPU is a failure.
part tests understudy/runtime/bin/java -Drequire.cuda=true -Dgolden.dir=tests/golden -Dmnist.dir=mnist -cp "tests:understudy/lib/*:test-lib/*" \
  org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=tree \
  --select-class=dev.understudy.engine.fused.GpuEngineTest --select-class=dev.understudy.engine.fused.GpuAgreesTest --select-class=dev.understudy.engine.fused.cuda.GpuGoldenTest
# Closed loops of 4,000 steps on MNIST, on the GPU and on the CPU: the same figures within the noise of training.
for device in cuda cpu; do
  LIMIT=150 part "evaluate-$device" "$understudy" evaluate --pretrained sgd --runs "$out/runs-$device" -o engine=fused -o device=$device -o data.dataset=mnist -o data.dir=mnist \
    -o evaluation.steps=4000 -o "evaluation.seeds=[1001]"
done
flat() { # memory in use over at least 10,000 meta-steps, looked at between its first line of metrics and the end of the training
  local runs=$out/runs-flat used=() steps=50000
  "$understudy" run understudy/configs/seed-sgd-mnist.yaml --runs "$runs" --fresh -o engine=fused -o device=cuda -o data.dir=mnist -o training.metaSteps=$steps \
    -o evaluation.steps=50 -o "evaluation.seeds=[1001]" &
  local job=$! metrics=$runs/seed-sgd-mnist/seed-1/metrics.jsonl
  while kill -0 $job 2>/dev/null; do
    if [ -s "$metrics" ] && ! grep -q "\"metaStep\":$steps" "$metrics"; then
      used+=("$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | head -1)")
    fi
    sleep 0.3
  done
  wait $job || return
  echo "memory in use, MiB: ${used[*]}"
  [ ${#used[@]} -ge 4 ] || { echo "too few looks to say anything"; return 1; }
  [ $((used[${#used[@]} - 2] - used[1])) -le 8 ]
}
export -f flat
export understudy out
LIMIT=180 part memory bash -c flat
fi
row() { # the engine and its peers at one size, in turn
  local common=(--hidden "$1" --unroll 5 --batch "$2") replicas=$3 code=0
  # The Java compiler needs about two seconds, and with one replica the host decides: a longer round than the peers need.
  timeout 90 "$understudy" bench --engine fused --device cuda "${common[@]}" --replicas "$replicas" --data mnist --seconds "${SECONDS_EACH:-0.6}" || code=$?
  timeout 60 python3 peer_cuda_graphs.py --peer peer --mnist mnist "${common[@]}" --replicas "$replicas" --seconds 0.2
  if python3 -c 'import jax' 2>/dev/null; then timeout 90 python3 peer_jax.py --mnist mnist "${common[@]}" --replicas "$replicas" --seconds 0.2; fi
  if [ "$replicas" = 1 ]; then timeout 60 python3 peer/bench_torch.py --mnist mnist --device cuda "${common[@]}" --steps 50; fi
  return $code
}
if [ "$what" != checks ]; then
  : >"$out/bench.log"
  for replicas in 1 128 512 16; do for hidden in 2 20; do for batch in 1 64; do
    row $hidden $batch $replicas >>"$out/bench.log" 2>&1 || { echo "FAILED  bench hidden=$hidden batch=$batch replicas=$replicas"; failed=$((failed + 1)); }
    python3 table.py "$out/bench.log" >"$out/speed-gpu.md"
  done; done; done
  grep -E 'per meta-step' "$out/bench.log"
  echo "table: $out/speed-gpu.md"
fi
echo "$failed parts failed; $SECONDS s"
[ $failed = 0 ]
