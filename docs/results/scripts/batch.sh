#!/usr/bin/env bash
# Measures the speed-up of a batch with two processes: twelve trials of at least a minute each, one thread per trial, first two at a time, then one
# at a time. Prints each batch's seconds, its shortest and its longest trial, and the ratio; φ of every trial must be the same in both.
#   docs/results/scripts/batch.sh [META_STEPS]      (after mvn compile, on an idle machine; about twenty minutes)
set -euo pipefail
source "$(dirname "$0")/rows.sh"
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
for jobs in 2 1; do
  start=$(date +%s.%N)
  java $VECTORS -cp "$CLASSES" dev.understudy.cli.Main run configs/quickstart.yaml --runs "$runs/$jobs" -q --jobs $jobs -o threads=1 \
    -o training.metaSteps="${1:-1500}" -o seed=1..12 >/dev/null
  python3 - "$runs" $jobs "$start" <<'P'
import datetime, glob, hashlib, json, sys, time
runs, jobs, start = sys.argv[1:]
batch = time.time() - float(start)
seconds = []
for name in glob.glob(f'{runs}/{jobs}/quickstart/*/status.json'):
    status = json.load(open(name))
    begin, end = (datetime.datetime.fromisoformat(status[key].split('.')[0]) for key in ('started', 'updated'))
    seconds.append((end - begin).total_seconds())
print(f'--jobs {jobs}: {batch:.1f} s, {len(seconds)} trials of {min(seconds):.0f} to {max(seconds):.0f} s')
open(f'{runs}/{jobs}.seconds', 'w').write(str(batch))
if jobs == '1':
    phi = lambda j: [hashlib.sha256(open(f, 'rb').read()).hexdigest() for f in sorted(glob.glob(f'{runs}/{j}/quickstart/*/phi.safetensors'))]
    assert len(phi(1)) == 12 and phi(1) == phi(2), 'φ differs'
    print(f'ratio {float(open(runs + "/2.seconds").read()) / batch:.3f}, φ of all twelve the same')
P
done
