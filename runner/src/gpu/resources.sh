#!/usr/bin/env bash
# Prints registers, spills, stack and shared memory of every kernel on seven GPUs, from ptxas: the tables of docs/results/kernels.md.
# Needs ptxas (13.0 was used) and python3.
#   runner/src/gpu/resources.sh > docs/results/kernels.md
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=runner/src/main/resources/dev/understudy/engine/fused/cuda
gpus=(sm_75 sm_80 sm_86 sm_89 sm_90 sm_100 sm_120)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for ptx in kernels kernels-fast; do
  for gpu in "${gpus[@]}"; do ptxas -v -arch="$gpu" "$folder/$ptx.ptx" -o "$work/cubin" 2>"$work/$ptx.$gpu"; done
done
python3 - "$work" "${gpus[@]}" <<'PYTHON'
import re
import subprocess
import sys

work, gpus = sys.argv[1], sys.argv[2:]
ENTRY = re.compile(r"Compiling entry function '(\w+)'.*?(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads.*?Used (\d+) registers([^\n]*)", re.S)
version = re.search(r'V[\d.]+', subprocess.run(['ptxas', '--version'], capture_output=True, text=True).stdout).group()
print('# What the kernels take of a GPU\n')
print(f'By `runner/src/gpu/resources.sh`, ptxas {version}. Registers of a thread; shared memory is what a kernel declares itself, beside which '
      'a launch may ask for more. Where there is stack or a spill, bytes stand behind the registers: stack/stored/loaded.\n')
for ptx, title in (('kernels', 'All kernels'), ('kernels-fast', 'The variant fast-cells: kernels that stand in for those of the same names')):
    rows = {}
    for gpu in gpus:
        for name, stack, stores, loads, registers, rest in ENTRY.findall(open(f'{work}/{ptx}.{gpu}').read()):
            shared = re.search(r'(\d+) bytes smem', rest)
            spill = '' if stack == stores == loads == '0' else f' ({stack}/{stores}/{loads})'
            rows.setdefault(name, []).append((registers + spill, int(shared.group(1)) if shared else 0))
    print(f'## {title}\n\n| kernel | {" | ".join(gpus)} | shared, bytes |\n|---|{"---|" * len(gpus)}---|')
    for name in sorted(rows):
        print(f'| {name} | {" | ".join(cell for cell, _ in rows[name])} | {max(shared for _, shared in rows[name])} |')
    print()
PYTHON
