#!/usr/bin/env bash
# Runs a sweep as a Slurm array, by docs/cluster/understudy.sbatch as it is, on this host alone: munge, slurmctld and two slurmd with two pretended
# GPUs each, all of them real processes, with files, ports and a key of their own in a temporary folder. It checks that
# - each of four tasks at once has its own index and its own GPU;
# - a task that is ended by SIGTERM has saved, and goes on when the array is submitted again;
# - a task that Slurm warns of its time limit saves, is queued again by itself and goes on;
# - what is finished is not done again, and the four imitators are those of `run` on this machine, bit for bit.
# It needs root and slurm-wlm, slurmctld, slurmd and munge, which Debian has; otherwise it is skipped with a reason. A minute or two.
#   slurm.sh UNDERSTUDY      the program of an unpacked bundle, for example runner/target/bundle/understudy/understudy
#   REQUIRE_SLURM=1 slurm.sh UNDERSTUDY      fails instead of skipping the check
set -euo pipefail
fail() { echo "Slurm check FAILED: $*" >&2; show; exit 1; }
skip() {
  [ -z "${REQUIRE_SLURM:-}" ] || fail "REQUIRE_SLURM is set, but $*"
  echo "Slurm check skipped: $* (a failure with REQUIRE_SLURM=1)"
  exit 0
}
show() { # the ends of all logs
  [ -z "${work:-}" ] || for log in "$work"/log/* "$work"/batch/*.log; do [ ! -s "$log" ] || { echo "--- $log" >&2; tail -15 "$log" >&2; }; done
}
[ -x "${1:-}" ] || fail "${1:-} is no program; run mvn -Pbundle package first"
program=$(realpath "$1") root=$(cd "$(dirname "$0")/../../.." && pwd)
[ "$(id -u)" = 0 ] || skip "it needs root"
for tool in munged slurmctld slurmd sbatch; do command -v $tool >/dev/null || skip "there is no $tool; apt-get install slurm-wlm slurmctld slurmd munge"; done

work=$(mktemp -d /tmp/understudy-slurm.XXXXXX)
daemons=()
ours() { grep -lsz "^SLURM_CONF=$work/slurm.conf$" /proc/[0-9]*/environ | sed 's/[^0-9]//g' || true; } # daemons, steps and tasks have it
finish() {
  kill "${daemons[@]}" 2>/dev/null || true
  for _ in $(seq 50); do [ -n "$(ours)" ] || break; sleep 0.1; done
  for pid in $(ours); do kill -9 "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$work"/{dev,state,log,batch,munge}
for gpu in 0 1; do mknod "$work/dev/nvidia$gpu" c 1 3 2>/dev/null || skip "device files cannot be made here"; done

# 1. The cluster. Four ports that nobody uses, as far as can be known.
port=$((20000 + RANDOM % 10000)) host=$(hostname -s)
head -c 1024 /dev/urandom >"$work/munge/key"
chmod 400 "$work/munge/key"
# The credentials' lifetime is also how long Slurm holds back what it queues again, 120 s otherwise.
cat >"$work/slurm.conf" <<CONF
ClusterName=check
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthInfo=socket=$work/munge/socket,cred_expire=5
SlurmctldPort=$port
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
SlurmctldLogFile=$work/log/slurmctld
SlurmdLogFile=$work/log/slurmd.%n
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=2
MpiDefault=none
ReturnToService=2
MailProg=/bin/true
GresTypes=gpu
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=8 RealMemory=64000 Gres=gpu:2
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=8 RealMemory=64000 Gres=gpu:2
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE
CONF
echo "NodeName=n[1-2] Name=gpu File=$work/dev/nvidia[0-1]" >"$work/gres.conf"
slurm() { env SLURM_CONF="$work/slurm.conf" "$@"; }
start() { # NAME COMMAND...
  SLURM_CONF=$work/slurm.conf "${@:2}" </dev/null >"$work/log/$1.out" 2>&1 &
  daemons+=($!)
}
start munged munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
  --log-file="$work/log/munged" --seed-file="$work/munge/seed"
for _ in $(seq 100); do [ ! -S "$work/munge/socket" ] || break; sleep 0.1; done
start slurmctld slurmctld -c -D
for node in n1 n2; do start slurmd.$node slurmd -N $node -D; done
idle() { [ "$(slurm sinfo -h -N -o %T 2>/dev/null | grep -c '^idle$')" = 2 ]; }
for _ in $(seq 150); do ! idle || break; sleep 0.2; done
idle || { show; skip "the cluster did not start within 30 s"; }
echo "a cluster after $SECONDS s: $(slurm sinfo -h -o '%D nodes, each with %c cores and %G')"

# 2. The sweep: two short trials, and two that are long enough to be interrupted.
cd "$work/batch"
cat >sweep.yaml <<'YAML'
name: sweep
engine: fused
device: cpu
threads: 1
data: {dataset: half-plane}
optimizee: {model: half-plane, batch: 16}
training: {metaSteps: 5000, checkpointEvery: 1000, logEvery: 1000}
evaluation: {steps: 50, everySteps: 25, seeds: [1]}
sweep: {grid: {training.metaSteps: [5000, 60000], seed: [1, 2]}}
YAML
# The calls are too short for the optimizing compiler, without which vectors are slower than plain Java.
export UNDERSTUDY_JAVA_OPTIONS="-Xmx256m -XX:TieredStopAtLevel=1 -Dunderstudy.kernels=plain"
export UNDERSTUDY=$program LC_ALL=C.UTF-8
"$program" plan sweep.yaml --runs runs --no-estimate
trials=(metaSteps=5000,seed-1 metaSteps=5000,seed-2 metaSteps=60000,seed-1 metaSteps=60000,seed-2)
submitted() { slurm sbatch --parsable --array=0-$(($(grep -c '"trial" :' runs/plan.json) - 1)) "$root/docs/cluster/understudy.sbatch" runs/plan.json; }
state() { sed -n 's/.*"state" *: *"\([A-Z]*\)".*/\1/p' "runs/sweep/${trials[$1]}/status.json" 2>/dev/null || true; }
until_so() { # SECONDS WHAT COMMAND...: waits until the command succeeds
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do [ $SECONDS -lt $end ] || { slurm squeue -a >&2; fail "$what"; }; sleep 0.1; done
}
job=$(submitted)
saved_once() { [ -s "runs/sweep/${trials[$1]}/checkpoint.safetensors" ]; }
until_so 90 "trial 2 saved no checkpoint" saved_once 2
slurm scancel -s TERM --full "${job}_2"
until_so 90 "trial 3 saved no checkpoint" saved_once 3
slurm scancel -s USR1 --batch "${job}_3" # as --signal=B:USR1@120 does
interrupted() { [ "$(state 2)" = INTERRUPTED ]; }
until_so 30 "trial 2 has not saved after SIGTERM: $(state 2)" interrupted
over() { [ -z "$(slurm squeue -h -a -j "$1" 2>/dev/null)" ]; }
until_so 180 "the array does not end" over "$job"

# 3. What the array has left.
logs=(understudy-"${job}"_{0,1,2,3}.log)
expect() { grep -q "$2" "${logs[$1]}" || fail "the log of task $1 does not say: $2"; }
for task in 0 1 2 3; do sed -n '1s/^/  /p' "${logs[task]}"; expect $task "^trial $task on .*: CUDA_VISIBLE_DEVICES=[01], start 1$"; done
gpus=$(sed -sn '1s/.*node \(n[12]\): CUDA_VISIBLE_DEVICES=\([01]\),.*/\1 \2/p' "${logs[@]}" | sort -u | wc -l)
[ "$gpus" = 4 ] || fail "four tasks had $gpus GPUs"
ended=$(slurm scontrol show job "${job}_2" | grep -Eo '(JobState|ExitCode)=[^ ]*' | paste -sd' ')
[ "$(state 2)" = INTERRUPTED ] || fail "trial 2 is $(state 2) after SIGTERM"
saved_once 2 || fail "trial 2 has no checkpoint"
[[ $ended = *ExitCode=143:0* ]] || fail "the code of task 2 is not 143: $ended"
expect 2 "interrupted and saved"
echo "task 2: SIGTERM in the middle: interrupted, its checkpoint is there; $ended"
expect 3 "interrupted and saved"
expect 3 "^trial 3 on .*, start 2$"
expect 3 "going on from meta-step"
for trial in 0 1 3; do [ "$(state $trial)" = DONE ] || fail "trial $trial is $(state $trial)"; done
echo "task 3: warned of its time limit: saved, queued again by itself,$(sed -n 's/.*seed-2: going/ going/p' "${logs[3]}")"

# 4. The same array again.
finished() { for trial in 0 1 3; do sha256sum "runs/sweep/${trials[trial]}/"{status,provenance}.json; stat -c %y "runs/sweep/${trials[trial]}/status.json"; done; }
before=$(finished)
job=$(submitted)
until_so 180 "the second array does not end" over "$job"
logs=(understudy-"${job}"_{0,1,2,3}.log)
[ "$(finished)" = "$before" ] || fail "what was finished was done again"
for trial in 0 1 3; do expect $trial "\[done\]"; done
expect 2 "going on from meta-step"
[ "$(state 2)" = DONE ] || fail "trial 2 is $(state 2) after the second array"
echo "the array again: trial 2 is done,$(sed -n 's/.*seed-1: going/ going/p' "${logs[2]}"); trials 0, 1 and 3 were shown and left as they were"
"$program" watch runs --every 0.1 | tail -1 | grep -x "4 trials: 4 done" || fail "watch does not see four trials that are done"

# 5. The same by `run`, on this machine.
"$program" run sweep.yaml --runs here --jobs 2 >"$work/log/run" 2>&1 || fail "run on this machine"
for trial in "${trials[@]}"; do
  cmp "runs/sweep/$trial/phi.safetensors" "here/sweep/$trial/phi.safetensors" || fail "the imitator of $trial is another one than that of run"
done
[ "$(cd runs/sweep && ls)" = "$(cd here/sweep && ls)" ] || fail "the folders of the runs are others"
cmp <(grep -v estimated runs/plan.json) <(grep -v estimated here/plan.json) || fail "the plans differ"
echo "the four imitators are those of run on this machine, bit for bit"
echo "Slurm check passed after $SECONDS s: $(slurmctld -V)"
