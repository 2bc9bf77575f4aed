#!/usr/bin/env bash
# Compares the step of a rollout with eager PyTorch's for the same rule, on one core, in turn: milliseconds per step of each, and the ratio.
#   docs/results/scripts/speed-rollout.sh [ROUNDS]      (after mvn compile; /usr/bin/python3 with PyTorch; each round is a fresh process of both, half a minute)
set -euo pipefail
source "$(dirname "$0")/rows.sh"
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
for round in $(seq "${1:-3}"); do
  taskset -c 0 java $VECTORS -cp "$CLASSES" dev.understudy.cli.Main run docs/results/scripts/speed-rollout.yaml --runs "$runs" -q --fresh >/dev/null
  taskset -c 0 /usr/bin/python3 peers/peer_rollout.py 2 | tee "$runs/torch" >&2
  python3 - "$runs" <<'P'
import json, statistics, sys
lines = [json.loads(line) for line in open(sys.argv[1] + '/speed-rollout/seed-1/metrics.jsonl')]
# 20 meta-steps per line, of 16 particles with 50 steps each; the first 100 meta-steps are the compiler's warm-up.
ours = statistics.median(1000 * line['seconds'] / (20 * 16 * 50) for line in lines[5:])
theirs = float(open(sys.argv[1] + '/torch').read().split(': ')[1].split()[0])
print(f'understudy {ours:.4f} ms a step, eager PyTorch {theirs:.4f} ms: {theirs / ours:.1f} times')
P
done
