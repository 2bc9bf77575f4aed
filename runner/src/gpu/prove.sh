#!/usr/bin/env bash
# The proof on a GPU host, from what prepare.sh collected; under 8 minutes. Nothing is needed but an NVIDIA driver; for the
# peers python3 with PyTorch, and JAX where it is there. Each part leaves its output in the folder of results, and a part that
# fails does not end the others: the last line says how many did.
#   ./prove.sh RESULTS
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:-results}" && cd "${1:-results}" && pwd)
cd "$here" || exit 1
[ -d understudy ] || tar -xzf understudy-linux-x86_64.tar.gz || exit 1
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
flat() { # memory in use while 10,000 meta-steps run
  "$understudy" run understudy/configs/seed-sgd-mnist.yaml --runs "$out/runs-flat" --fresh -o engine=fused -o device=cuda -o data.dir=mnist -o evaluation.steps=50 -o "evaluation.seeds=[1001]" &
  local job=$! used=()
  while kill -0 $job 2>/dev/null; do used+=("$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | head -1)"); sleep 0.5; done
  wait $job || return
  echo "memory in use, MiB: ${used[*]}"
  local middle=${used[$((${#used[@]} / 2))]} last=${used[$((${#used[@]} - 3))]}
  echo "in the middle $middle, near the end $last"
  [ $((last - middle)) -le 8 ]
}
export -f flat
export understudy out
part memory bash -c flat
# The table: in turn, in one run.
{
  for hidden in 2 20; do for batch in 1 64; do for replicas in 1 16 128 512; do
    common=(--hidden "$hidden" --unroll 5 --batch "$batch")
    timeout 60 "$understudy" bench --engine fused --device cuda "${common[@]}" --replicas $replicas --data mnist --seconds 0.2
    timeout 60 python3 peer_cuda_graphs.py --peer peer --mnist mnist "${common[@]}" --replicas $replicas --seconds 0.2
    if python3 -c 'import jax' 2>/dev/null; then timeout 90 python3 peer_jax.py --mnist mnist "${common[@]}" --replicas $replicas --seconds 0.2; fi
    if [ $replicas = 1 ]; then timeout 60 python3 peer/bench_torch.py --mnist mnist --device cuda "${common[@]}" --steps 50; fi
  done; done; done
} >"$out/bench.log" 2>&1
grep -E 'per meta-step' "$out/bench.log"
python3 table.py "$out/bench.log" >"$out/speed-gpu.md" && echo "table: $out/speed-gpu.md"
echo "$failed parts failed; $SECONDS s"
[ $failed = 0 ]
