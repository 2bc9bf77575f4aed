#!/usr/bin/env bash
# Trains by evolution with the particles on a Spark cluster of real processes on this machine: a Master and two Workers of one core each. It checks:
#   twenty steps, and an executor is killed in the tenth: φ is that of one machine, bit for bit; a training stopped there goes on here with the same bits.
#   With --measure it prints instead the time of a step with 2, 64 and 1,000 particles, on this machine with one thread and on the two executors.
#   spark/check-evolution.sh       after `mvn -Pspark package`; --jars FOLDER has Spark's own jars, if they should not be fetched by Maven
set -euo pipefail
jars='' measure=''
while [ $# -gt 0 ]; do
  case $1 in --jars) jars=$2; shift ;; --measure) measure=yes ;; *) echo "unknown: $1" >&2; exit 2 ;; esac
  shift
done
check="Spark evolution check"
source "$(dirname "$0")/cluster.sh"
worker 1 1 1g
worker 2 1 1g

config=$work/evolved.yaml
cat >"$config" <<'YAML'
name: evolved
threads: 1
device: cpu
tasks:
  - {data: {dataset: digits}, optimizee: {layers: [{maxPool: 2}, {dense: 10}], batch: 16}}
  - {data: {dataset: half-plane}, optimizee: {batch: 8}}
teacher: {adam: {learningRate: 0.01}}
imitator: {hidden: [8], features: moments, head: exponential}
training:
  metaSteps: 20
  objective: {evolution: {estimator: pes, pairs: 6, sigma: 0.02, window: 50, shortest: 150, longest: 400, rescale: 2, validateEvery: 10, imitation: {from: 0.5, to: 0, end: 8}}}
  checkpointEvery: 5
  logEvery: 1
evaluation: {steps: 50, everySteps: 25, seeds: [1]}
YAML
here() { java --add-modules jdk.incubator.vector -jar runner/target/understudy.jar run "$config" "$@"; }
there() {
  exec setsid "${spark[@]}" --add-modules jdk.incubator.vector "${submit[@]}" "$app" run "$config" --on spark "$@"
}
steps() { [ -e "$1/evolved/seed-1/metrics.jsonl" ] && [ "$(wc -l <"$1/evolved/seed-1/metrics.jsonl")" -ge "$2" ]; }
same() { cmp "$work/here/evolved/seed-1/phi.safetensors" "$1/evolved/seed-1/phi.safetensors" || fail "φ differs from that of one machine: $2"; }

if [ -n "$measure" ]; then # two steps a window on a network of fifty coordinates: little but the overhead, up to some hundred particles
  echo "load of the machine: $(cut -d' ' -f1-3 /proc/loadavg), $(getconf _NPROCESSORS_ONLN) cores"
  config=$work/measured.yaml
  cat >"$config" <<'YAML'
name: evolved
threads: 1
device: cpu
data: {dataset: digits}
optimizee: {layers: [{maxPool: 4}, {dense: 10}], batch: 4}
teacher: {adam: {learningRate: 0.01}}
imitator: {hidden: [8], features: moments, head: exponential}
training:
  metaSteps: 40
  objective: {evolution: {pairs: 1, sigma: 0.02, window: 2, shortest: 4, longest: 40, validateEvery: 0}}
  checkpointEvery: 1000
  logEvery: 1
evaluation: {steps: 10, everySteps: 5, seeds: [1]}
YAML
  for pairs in 1 32 500; do
    for where in here there; do
      ($where --fresh --runs "$work/measured-$where" -o training.objective.evolution.pairs=$pairs >"$work/measured.log" 2>&1) || fail "$where with $pairs pairs ended with $?"
      python3 - "$work/measured-$where/evolved/seed-1/metrics.jsonl" $((2 * pairs)) $where <<'PY'
import json, statistics, sys
seconds = [json.loads(line)['seconds'] for line in open(sys.argv[1])][20:]
print(f'  {sys.argv[2]:>5} particles, {sys.argv[3]:<5}: median {1000 * statistics.median(seconds):.0f} ms a step, least {1000 * min(seconds):.0f} ms')
PY
      [ $where = here ] || grep -ho 'a step takes.*' "$work/measured.log" | sed 's/^/                          /' || true
    done
  done
  exit 0
fi

here --runs "$work/here" -q >"$work/here.log" 2>&1 || fail "the training on this machine ended with $?"

there --runs "$work/there" >"$work/there.log" 2>&1 &
driver=$!
pids+=($driver)
until_true 300 "there is no ninth step" steps "$work/there" 9
victim=$(cat "$work"/worker?/app-*/*/stderr | sed -n 's/.*particles of evolved: process \([0-9]*\),.*/\1/p' | head -1)
kill -9 "$victim" || fail "no executor could be killed"
steps "$work/there" 20 && fail "the training was over before its executor was killed"
echo "killed executor $victim after step $(wc -l <"$work/there/evolved/seed-1/metrics.jsonl") of 20"
wait $driver || fail "the training ended with $?"
opened=$(cat "$work"/worker?/app-*/*/stderr | grep -c 'particles of evolved: process')
# On a fast machine the steps that are left are over before another executor has started; the one that is left then computes all.
[ "$opened" -ge 2 ] || fail "only $opened process computed particles; two were expected, and a third one in place of the killed one if there was time"
echo "$opened processes computed particles"
same "$work/there" "an executor was killed"
grep -ho 'its particles are.*' "$work/there.log" | sed 's/^/  /' || fail "the log does not say where the particles are"
echo "twenty steps on two executors, one killed: φ is that of one machine, bit for bit"

# Stopped there, and then continued here.
there --runs "$work/both" >"$work/both.log" 2>&1 &
driver=$!
pids+=($driver)
until_true 300 "there is no seventh step" steps "$work/both" 7
kill -TERM $driver
wait $driver && fail "a training that was stopped ended with 0"
here --runs "$work/both" >"$work/both-here.log" 2>&1 || fail "on this machine it does not go on: $?"
grep -q 'going on from meta-step [1-9]' "$work/both-here.log" || fail "it did not go on from a checkpoint"
same "$work/both" "it was begun there and ended here"
echo "begun there, ended here: the same bits"

echo "Spark evolution check passed after $SECONDS s"
