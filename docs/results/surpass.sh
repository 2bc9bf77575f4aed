#!/usr/bin/env bash
# The experiment of surpass.md, piece by piece: docs/results/surpass.sh teachers|stage1|stage2|heldout PHI      (after mvn compile; MNIST in $UNDERSTUDY_DATA/mnist)
#   UNDERSTUDY_DATA=data RUNS=runs PIECE=3300 docs/results/surpass.sh stage1
# One process per core, one thread each. Every run leaves a JSON in docs/results/surpass/ and is not done again, also on another machine; after PIECE
# seconds nothing more is begun, and what is under way then goes on to its end. BUDGET=16e6 is the literature's.
set -euo pipefail
source "$(dirname "$0")/rows.sh"
case $1 in
  heldout) time python3 docs/results/surpass/heldout.py "$2" ;;
  *) time python3 docs/results/surpass/experiment.py "$1" ;;
esac
