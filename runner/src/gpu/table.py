"""The table of docs/results/speed-gpu.md from the lines that prove.sh collects.

  python3 table.py bench.log
Beside each time stands the floor: the bytes that a meta-step must move at least (trajectory, predictions and the carry written and
read once, by coordinate) and the multiply-adds that it must do, at the rates given by --bandwidth (GB/s) and --flops (TFLOP/s, float32
without tensor cores), and the share of the time that the larger of both would take.
"""
import argparse
import re

a = argparse.ArgumentParser()
a.add_argument('log')
a.add_argument('--bandwidth', type=float, default=3350, help='GB/s; an H100 SXM has 3350')
a.add_argument('--flops', type=float, default=67, help='TFLOP/s; an H100 SXM has 67')
o = a.parse_args()

P, T = 21840, 5
CNN = 2 * (10 * 576 * 25 + 20 * 64 * 250 + 320 * 50 + 50 * 10)  # operations of one sample's forward pass

rows = {}
for line in open(o.log):
    size = {k: int(v) for k, v in re.findall(r'(hidden|batch|replicas)=\[?(\d+)', line)}
    time = re.search(r'([\d.]+) ms per meta-step', line)
    if not time or 'hidden' not in size:
        continue
    who = 'ours' if line.startswith('understudy') else 'graph' if 'CUDA graph' in line else 'jax' if line.startswith('jax') else 'eager'
    rows.setdefault((size['hidden'], size['batch'], size.get('replicas', 1)), {})[who] = float(time.group(1))


def floor(hidden, batch, replicas):
    """Milliseconds by bytes and by operations."""
    lanes = replicas * P
    moved = 4 * lanes * T * (3 * 2 + 2 * 2 * hidden)         # gradient, truth, prediction; h and c: written and read
    cell = 2 * 4 * hidden * (hidden + 2)                      # operations of a step's gates
    operations = lanes * T * 3 * cell + replicas * T * batch * 3 * CNN
    return 1e3 * moved / (o.bandwidth * 1e9), 1e3 * operations / (o.flops * 1e12)


print('| hidden, batch, replicas | fused CUDA | eager PyTorch | PyTorch, CUDA graph | JAX, jit and vmap | floor: bytes, operations | share |')
print('|---|---|---|---|---|---|---|')
for key in sorted(rows):
    row = rows[key]
    if 'ours' not in row:
        continue
    ours = row['ours']
    peers = [f'{row[k]:.3f} ms ({row[k] / ours:.1f}×)' if k in row else '–' for k in ('eager', 'graph', 'jax')]
    by_bytes, by_operations = floor(*key)
    print(f'| {key[0]}, {key[1]}, {key[2]} | {ours:.3f} ms | ' + ' | '.join(peers)
          + f' | {by_bytes:.3f}, {by_operations:.3f} ms | {100 * max(by_bytes, by_operations) / ours:.0f} % |')
