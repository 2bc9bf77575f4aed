#!/usr/bin/env bash
# The ablations of fidelity.md: Adam imitated by an LSTM without the moments as inputs, about a minute and a half of training each on one
# thread of the machine named there (hence the numbers of meta-steps), evaluated on the tuning seeds and images. Prints the table.
#   UNDERSTUDY_DATA=data RUNS=runs docs/results/scripts/ablation.sh > table.md      (after mvn compile)
set -euo pipefail
source "$(dirname "$0")/rows.sh"
t=training
row() { echo "ablation-$1 adam-log-sign -o data.holdOut=5000 -o evaluation.seeds=[2001,2002] -o evaluation.steps=1000 -o evaluation.horizons=[] -o evaluation.noiseFloor=false -o $t.metaSteps=${*:2}"; }
time {
  row base 2200
  row no-carried-state 2200 -o $t.episode=20 -o $t.firstEpisode=0
  row no-curriculum 2200 -o $t.firstEpisode=0
  row on-policy 1450 -o $t.onPolicy=0.3 -o $t.onPolicyFrom=400
  row relative-loss 2200 -o $t.loss=relative
  row no-clip 2200 -o $t.clip=0
  row no-schedule 2200 -o $t.schedule=constant
  row no-sample 375 -o $t.sample=0
  row no-memory 2200 -o imitator.chrono=0
  row scaled-head 2200 -o imitator.head=scaled
} | each
python3 docs/results/scripts/fidelity.py --ablation "$RUNS"
