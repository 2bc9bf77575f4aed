#!/usr/bin/env bash
# A step of python/understudy.py beside torch.nn.LSTMCell and torch.optim.Adam, on one thread: the table of pytorch.md, made of several starts of Python.
#   docs/results/scripts/pytorch.sh [STARTS]      (after mvn compile; PYTHON, or /usr/bin/python3, with PyTorch; half a minute a start)
# NAMES='NAME...' says which of the imitators that come with the program; FILES='FILE...' adds others that export wrote.
set -euo pipefail
source "$(dirname "$0")/rows.sh"
python=${PYTHON:-/usr/bin/python3}
exported=$(mktemp -d)
trap 'rm -rf "$exported"' EXIT
files=()
for name in ${NAMES-sgd momentum adam rmsprop adagrad adadelta nadam adam-lstm}; do
  java -cp "$CLASSES" dev.understudy.cli.Main export --pretrained "$name" --to "$exported/$name.safetensors" >&2
  files+=("$exported/$name.safetensors")
done
for start in $(seq "${1:-5}"); do
  OMP_NUM_THREADS=1 "$python" peers/peer_optimizer.py measure "${files[@]}" ${FILES:-}
  echo "$(date +%T) start $start" >&2
done >"$exported/lines"
"$python" peers/peer_optimizer.py table "$exported/lines"
