#!/usr/bin/env bash
# The rows of fidelity.md with imitators that have no averages as inputs: three trainings of φ for each teacher, evaluated on held-out images. Then
# each φ drives networks on the test set, and each imitator that comes with the program drives networks that no imitator was trained on. Prints
# the tables.
#   UNDERSTUDY_DATA=data RUNS=runs docs/results/scripts/lstm.sh [TEACHER...] > tables.md      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
# One process per core, one thread each. After PIECE seconds no further trial starts. The same command resumes after this, or after an interruption,
# and repeats no finished trial. TRANSFER='NAME...' lists the imitators that are evaluated on other tasks; TRANSFER= leaves all of them out.
set -euo pipefail
source "$(dirname "$0")/rows.sh"
[ $# -gt 0 ] || set -- rmsprop adagrad adam momentum adadelta
END=$((SECONDS + ${PIECE:-1000000}))
export END
e=evaluation

# evaluated NAME OPTIONS...: an evaluation with this name
evaluated() {
  [ $SECONDS -lt "$END" ] || exit 255 # ends xargs
  java $VECTORS -cp "$CLASSES" dev.understudy.cli.Main evaluate --runs "$RUNS" -q --name "$@" -o threads=1 >/dev/null
  echo "$(date +%T) $*" | cut -c1-100 >&2
}
trained() {
  [ $SECONDS -lt "$END" ] || exit 255
  one "fidelity-$1-lstm" "$1-lstm" -o seed="$2"
}
tested() {
  evaluated test "$RUNS/fidelity-$1-lstm/seed-$2" -o data.holdOut=0 -o "$e.seeds=[1001,1002,1003,1004,1005,1006,1007,1008]" \
    -o $e.steps=10000 -o "$e.horizons=[100,1000,4000]" -o $e.everySteps=100 -o $e.noiseFloor="$([ "$2" = 1 ] && echo true || echo false)" # one noise floor for all three
}
elsewhere() {
  local with=(-o data.dataset=mnist)
  case $2 in
    half-plane) with=(-o data.dataset=half-plane -o optimizee.model=half-plane) ;;
    digits) with=(-o data.dataset=digits) ;;
    batch-64) with+=(-o optimizee.batch=64) ;;
    mlp) with+=(-o optimizee.model=null -o 'optimizee.layers=[{dense: 64}, relu, {dense: 10}]') ;;
    wide) with+=(-o optimizee.model=null -o 'optimizee.layers=[{conv: {kernel: 5, channels: 20}}, {maxPool: 2}, relu,
      {conv: {kernel: 5, channels: 40}}, {channelDropout: 0.5}, {maxPool: 2}, relu, {dense: 100}, relu, {dropout: 0.5}, {dense: 10}]') ;;
  esac
  evaluated "$2" --pretrained "$1" "${with[@]}" -o "$e.seeds=[1001,1002,1003,1004]" -o $e.steps=1000 -o "$e.horizons=[]" \
    -o $e.everySteps=50 -o $e.noUpdate=false -o $e.noiseFloor=true
}
export -f evaluated trained tested elsewhere
export e
time {
  for s in 1 2 3; do for t in "$@"; do echo "$t $s"; done; done | each trained
  for s in 1 2 3; do for t in "$@"; do echo "$t $s"; done; done | each tested
  for n in ${TRANSFER-sgd momentum adam rmsprop adagrad adadelta nadam adam-lstm rmsprop-lstm adagrad-lstm momentum-lstm adadelta-lstm}; do
    for task in half-plane mlp digits batch-64 wide; do echo "$n $task"; done
  done | each elsewhere
}
python3 docs/results/scripts/fidelity.py --lstm "$RUNS" "$@"
