#!/usr/bin/env bash
# Trains and evaluates all rows of fidelity.md, one process per core with one thread each, and prints the tables.
#   UNDERSTUDY_DATA=../shared RUNS=runs docs/results/fidelity.sh > tables.md      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
# What is done is not done again: after an interruption the same command goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
export UNDERSTUDY_DATA=${UNDERSTUDY_DATA:-../shared} RUNS=${RUNS:-runs}
classpath=$(mktemp)
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -pl runner -Dmdep.outputFile="$classpath" >/dev/null
rm -rf runner/target/fidelity && cp -r runner/target/classes runner/target/fidelity  # so that a build meanwhile does no harm
CLASSES="runner/target/fidelity:$(cat "$classpath")"
export CLASSES
one() {  # name, config, overrides
  name=$1 config=$2
  shift 2
  java -cp "$CLASSES" dev.understudy.cli.Main run "configs/fidelity/$config.yaml" --runs "$RUNS" -q -o name="fidelity-$name" -o threads=1 "$@" >/dev/null
  echo "$(date +%T) $name" >&2
}
export -f one
few="-o evaluation.seeds=[1001,1002,1003] -o evaluation.noiseFloor=false -o evaluation.steps=4000 -o evaluation.horizons=[100,1000]"
constant="-o imitator.hidden=[] -o imitator.head=constant $few"
lstm="-o imitator.hidden=[20] -o imitator.features=log-sign -o imitator.memory=1000 -o training.metaSteps=3000 -o training.episode=4000 -o training.firstEpisode=500
  -o training.sample=1024 -o training.clip=1 -o training.metaOptimizer.adam.learningRate=0.01 $few"
time {
  echo "adam-lstm adam-lstm"
  for t in adam sgd momentum rmsprop adagrad adadelta; do echo "$t $t"; done
  echo "sgd-batch1 sgd -o optimizee.batch=1"
  for t in adam sgd momentum rmsprop adagrad adadelta; do echo "$t-constant $t" $constant; done
  echo "momentum-gradient momentum -o imitator.hidden=[8] -o imitator.features=gradient" $few
  for t in rmsprop adagrad; do echo "$t-lstm $t" $lstm; done
  echo "adadelta-lstm adadelta -o imitator.gain=0.001" $lstm
} | xargs -P "${WORKERS:-$(nproc)}" -I{} bash -c 'one {}'
python3 docs/results/fidelity.py "$RUNS"
