#!/usr/bin/env bash
# Trains and evaluates the rows of fidelity.md from "Every teacher" on (lstm.sh makes the rows before), one process per core with one thread each,
# and prints the tables.
#   UNDERSTUDY_DATA=data RUNS=runs docs/results/scripts/fidelity.sh > tables.md      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
set -euo pipefail
source "$(dirname "$0")/rows.sh"
few="-o evaluation.seeds=[1001,1002,1003] -o evaluation.noiseFloor=false -o evaluation.steps=4000 -o evaluation.horizons=[100,1000]"
constant="-o imitator.hidden=[] -o imitator.head=constant $few"
lstm="-o imitator.hidden=[20] -o imitator.features=log-sign -o imitator.chrono=1000 -o training.metaSteps=3000 -o training.episode=4000 -o training.firstEpisode=500
  -o training.subsample=1024 -o training.clip=1 -o training.metaOptimizer.adam.learningRate=0.01 $few"
time {
  echo "fidelity-adam-log-sign adam-log-sign"
  for t in adam sgd momentum rmsprop adagrad adadelta nadam; do echo "fidelity-$t $t"; done
  echo "fidelity-sgd-batch1 sgd -o optimizee.batch=1"
  for t in adam sgd momentum rmsprop adagrad adadelta; do echo "fidelity-$t-constant $t" $constant; done
  echo "fidelity-momentum-gradient momentum -o imitator.hidden=[8] -o imitator.features=gradient" $few
  for t in rmsprop adagrad; do echo "fidelity-$t-log-sign $t" $lstm; done
  echo "fidelity-adadelta-log-sign adadelta -o imitator.gain=0.001" $lstm
} | each
python3 docs/results/scripts/fidelity.py "$RUNS"
