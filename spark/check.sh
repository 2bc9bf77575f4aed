#!/usr/bin/env bash
# Runs batches on a Spark cluster of real processes on this machine: a Master and two Workers with two pretended GPUs each. Nothing is simulated but
# the GPUs and the network. It checks:
#   six trials on four executors of a GPU each: four addresses, no one twice at a time, four processes; an executor is killed in a trial's middle,
#   the trial goes on from its checkpoint, and the φ of all are those of one machine, bit for bit; finished trials are not done again;
#   a trial whose process always ends fails alone; a killed driver's command goes on; a host that does not see the folder ends the batch with 3.
#   spark/check.sh       after `mvn -Pspark package`; --jars FOLDER has Spark's own jars, if they should not be fetched by Maven
set -euo pipefail
check="Spark check" jars=
[ "${1:-}" != --jars ] || jars=$2
source "$(dirname "$0")/cluster.sh"

printf '#!/bin/sh\necho '"'"'{"name": "gpu", "addresses": ["%s", "%s"]}'"'\n" 0 1 >"$work/gpus1.sh"
printf '#!/bin/sh\necho '"'"'{"name": "gpu", "addresses": ["%s", "%s"]}'"'\n" 2 3 >"$work/gpus2.sh"
chmod +x "$work"/gpus*.sh
with_gpus() { worker "$1" 2 2g -Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript="$work/gpus$1.sh"; }
with_gpus 1
with_gpus 2

submit=("${spark[@]}" -XX:TieredStopAtLevel=1 "${submit[@]}"
  --conf spark.executor.cores=1 --conf spark.executor.resource.gpu.amount=1 --conf spark.task.resource.gpu.amount=1 "$app")
cat >"$work/batch.yaml" <<'YAML'
name: batch
threads: 1
device: cpu
data: {dataset: digits}
optimizee: {layers: [{maxPool: 4}, {dense: 10}], batch: 16}
teacher: {adam: {learningRate: 0.003}}
imitator: {hidden: [8], features: moments, head: exponential}
training: {metaSteps: 120, unroll: 10, episode: 100, replicas: 2, checkpointEvery: 10, logEvery: 10}
evaluation: {steps: 100, everySteps: 50, seeds: [1]}
sweep: {grid: {seed: [1, 2, 3, 4, 5, 6]}}
YAML
batch() { "${submit[@]}" run "$work/batch.yaml" --runs "$work/runs" "$@"; }
holder() { sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$1/.lock" 2>/dev/null; }
same() { # SEED: whether the weights of both are equal; the metadata name the commit, which the cluster's jar does not know
  python3 -c 'import sys
weights = [open(f, "rb").read() for f in sys.argv[1:]]
after = [b[8 + int.from_bytes(b[:8], "little"):] for b in weights]
sys.exit(not (after[0] and after[0] == after[1]))' "$work/here/batch/seed-$1/phi.safetensors" "$work/runs/batch/seed-$1/phi.safetensors"
}
finished() { [ "$(grep -l '"DONE"' "$work"/runs/batch/*/status.json 2>/dev/null | wc -l)" -ge "$1" ]; }

# The same batch on this machine, meanwhile: what all is compared with.
java -jar runner/target/understudy.jar run "$work/batch.yaml" --runs "$work/here" -q >"$work/here.log" 2>&1 &
reference=$!
pids+=($reference)

batch >"$work/batch.log" 2>&1 &
driver=$!
pids+=($driver)
until_true 300 "seed-2 has no checkpoint" test -e "$work/runs/batch/seed-2/checkpoint.safetensors"
victim=$(holder "$work/runs/batch/seed-2")
kill -9 "$victim"
echo "killed executor $victim in the middle of batch/seed-2"
wait $driver || fail "the batch ended with $?"
finished 6 || fail "not all six trials are done"
wait $reference || fail "the batch on this machine ended with $?"
for seed in 1 2 3 4 5 6; do
  same $seed || fail "φ of seed-$seed differs from that of one machine"
done
cat "$work"/worker?/app-*/*/stderr | grep 'TrialOnExecutor: batch/.*: attempt' | sort -s -k1,2 >"$work/trials.txt" || fail "no executor says what it does"
sed 's/^.*TrialOnExecutor: /  /' "$work/trials.txt"
python3 - "$work/trials.txt" "$victim" <<'PY' || fail "the executors have the wrong GPUs, processes or trials"
import re, sys
begun, open_, addresses, processes = {}, {}, set(), set()
for line in open(sys.argv[1]):  # in the order of time, with which each line begins
    trial, process, gpu, what = re.search(r'(batch/\S+): attempt \d+ .*process (\d+), GPU (\S+): (\w+)', line).groups()
    addresses.add(gpu), processes.add(process)
    if what == 'ends':
        open_.pop(gpu)
        continue
    begun[trial] = begun.get(trial, 0) + 1
    assert open_.get(gpu) in (None, sys.argv[2]), f'GPU {gpu} is given twice at a time: {line}'  # the killed process said no end
    open_[gpu] = process
assert addresses == {'0', '1', '2', '3'}, addresses
assert len(processes) >= 4, processes
assert begun == {**{f'batch/seed-{n}': 1 for n in range(1, 7)}, 'batch/seed-2': 2}, begun  # the others are not done again
PY
grep -h 'going on from meta-step' "$work"/worker?/app-*/*/stderr | grep -q 'seed-2: going on from meta-step [1-9]' || fail "seed-2 did not go on from its checkpoint"
before=$(stat -c %Y "$work"/runs/batch/*/status.json)
batch >"$work/again.log" 2>&1 || fail "the same command again ended with $?"
[ "$before" = "$(stat -c %Y "$work"/runs/batch/*/status.json)" ] || fail "finished trials were done again"
echo "six trials, one executor killed: φ as on one machine, bit for bit; the same command again did nothing"

# A driver that is killed, and then the same command; only the killed driver's unfinished trials are run.
rm -rf "$work/runs"
setsid "${submit[@]}" run "$work/batch.yaml" --runs "$work/runs" >"$work/killed.log" 2>&1 &
driver=$!
until_true 300 "no trial is done" finished 1
kill -9 $driver
wait $driver 2>/dev/null || true
done_before=$(grep -l '"DONE"' "$work"/runs/batch/*/status.json | xargs stat -c '%n %Y')
batch >"$work/after.log" 2>&1 || fail "after the driver's end the same command ended with $?"
finished 6 || fail "not all six trials are done after the driver's end"
[ "$done_before" = "$(awk '{print $1}' <<<"$done_before" | xargs stat -c '%n %Y')" ] || fail "trials that were done are done again after the driver's end"
for seed in 1 2 3 4 5 6; do
  same $seed || fail "φ of seed-$seed differs after the driver's end"
done
echo "killed driver: the same command went on"

# A trial whose process ends every time; the other one must not notice.
"${submit[@]}" run "$work/batch.yaml" --runs "$work/poison" -o sweep=null -o seed=1,2 -o training.metaSteps=100000,40 -o name=p >"$work/poison.log" 2>&1 &
driver=$!
pids+=($driver)
killed=" $driver " # which takes the lock itself to write that the trial failed
while kill -0 $driver 2>/dev/null; do
  for lock in "$work"/poison/p/*=100000,*/.lock; do
    pid=$(holder "$(dirname "$lock")") && [ -n "$pid" ] || continue
    case $killed in *" $pid "*) continue ;; esac
    ! kill -9 "$pid" 2>/dev/null || killed="$killed$pid "
  done
  sleep 0.2
done
code=0
wait $driver || code=$?
[ $code = 1 ] || fail "a batch with a trial that always ends its process ended with $code and not 1"
ls -d "$work"/poison/p/* | sed 's/^.*\//  /'
grep -q "its executor was lost" "$work/poison.log" || fail "the log does not say that the executor was lost"
[ "$(grep -l '"FAILED"' "$work"/poison/p/*/status.json | wc -l)" = 2 ] || fail "the two poisoned trials have not failed"
[ "$(grep -l '"DONE"' "$work"/poison/p/*/status.json | wc -l)" = 2 ] || fail "the other trials are not done"
echo "a trial whose process always ends: it alone failed"

# A host that has another folder of that name.
if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
  kill "${pids[1]}" "${pids[2]}"
  mkdir -p "$work/blind"
  cp "$work/gpus1.sh" "$work/gpus3.sh"
  inside=(unshare --mount sh -c "mount -t tmpfs tmpfs '$work/blind' && exec \"\$0\" \"\$@\"")
  with_gpus 3
  code=0
  "${submit[@]}" run "$work/batch.yaml" --runs "$work/blind" >"$work/blind.log" 2>&1 || code=$?
  [ $code = 3 ] || fail "a host without the folder ended the batch with $code and not 3"
  grep -m1 "is not the folder that the driver sees" "$work/blind.log" | cut -c1-200 || fail "the log does not say what the host lacks"
else
  echo "not checked, since mounts need root: a host that does not see the folder"
fi
echo "Spark check passed after $SECONDS s"
