#!/usr/bin/env bash
# A check of `tune` against published figures: the tuned Adam of learned_optimization's ImageMLP_Mnist_128x128x128_Relu. Prints the table and the envelope.
#   UNDERSTUDY_DATA=data RUNS=runs docs/results/scripts/tuned.sh [OPTIONS of tune]      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
# Without options it runs the whole grid, 300 rollouts of 2,000 steps. Finished rollouts are not repeated.
set -euo pipefail
source "$(dirname "$0")/rows.sh"
java $VECTORS -cp "$CLASSES" dev.understudy.cli.Main tune docs/results/scripts/tuned.yaml --runs "$RUNS" -q -o threads="${THREADS:-1}" "$@"
python3 docs/results/scripts/tuned.py "$RUNS/mnist-128x128x128/tuned-adam-2000"
