#!/usr/bin/env bash
# The experiment of surpass.md, piece by piece: docs/results/scripts/surpass.sh teachers|stage1|stage2|heldout PHI [second|trial [RATE]]      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
#   UNDERSTUDY_DATA=data RUNS=runs PIECE=3300 docs/results/scripts/surpass.sh stage1
# One process per core, one thread each. Every run writes a JSON file to docs/results/surpass/ and is not repeated, also on another machine; after
# PIECE seconds no further run starts, and running ones continue to their end. BUDGET=16e6 is the budget of the literature.
set -euo pipefail
source "$(dirname "$0")/rows.sh"
case $1 in
  heldout) time python3 docs/results/scripts/surpass/heldout.py "${@:2}" ;;
  *) time python3 docs/results/scripts/surpass/experiment.py "$1" ;;
esac
