"""Makes the tables of docs/results/speed-gpu.md from the logs of prove.sh, also if they are incomplete.

  python3 table.py first.log table.log variants.log
It finds the lines of `bench` and of the peers anywhere in the logs; several at one size count by their median. Times are of one meta-step.

An eager peer has one replica: R of our replicas are compared with R times its time at the same hidden and batch, as if it ran them in turn.

The floor next to each time is the larger of two, at the GPU's rates (--bandwidth in GB/s, --flops in TFLOP/s of float32 without
tensor cores; by default those of an H100 SXM, or of an H200 if a line names one):
  bytes       The least bytes that the kernels read and write, each once per launch, as if no data stayed in a cache from one launch to the
              next. Per coordinate and meta-step of T steps, in bytes:
              network    T(4 + 4): theta read, the gradient written; if a batch has r > 1 tiles, T(4 + 4r + 4r + 4): each tile
                         writes its own gradient, and networkSum reads them and writes the sum
              teacher    T(4 + 4) for u = -rate g, T(12) for theta = theta + u
              beginning  4 + 4(2H + 1): theta drawn; h, c and the last update filled
              imitator   up to 4 cells 4(3T + 4H + 2) (Lstm.cu); else T(80H + 20) + 24H + 8: g, u and the prediction once per step; the tape
                         (i, f, g, o, h, c: 24H) written, all but h read on the way back (20H and one h), the gates' gradients written over
                         the gates (16H), then these and h read by lstm_weights (20H) with g; the carry in and out and its copy on the tape
                         (LstmTiles.cu, LstmBlock.cu, LstmWeights.cu; one layer of up to 31 cells, whose weights are one tile there)
  operations  Multiplications and additions of the convolutions, dense layers and gates, forward and backward. Not counted: tanh,
              sigmoid and divisions, which are most of the small imitator's work; kernels without fmaf reach at most half of the rate.
Data smaller than the GPU's cache (--cache, MB) need not move between launches: then the bytes are in brackets, and the share is by
operations only. For larger data a share above 100 % would mean that much of it stayed in the cache between launches; ncu measures the bytes moved.
"""
import argparse
import re
import statistics

P, T = 21840, 5
# Operations of one sample, forward and backward; the first convolution has no gradient with respect to its input.
CNN = 2 * (2 * 10 * 576 * 25 + 3 * (20 * 64 * 250 + 320 * 50 + 50 * 10))
PEERS = (('eager', 'eager PyTorch, R in turn'), ('graph', 'PyTorch, CUDA graph'), ('jax', 'JAX, jit and vmap'))


class Log:
    """The contents of the logs: times by program and size, the kernel variants that were tried, and the GPU."""

    def __init__(self, files):
        self.times, self.tried, self.gpu, self.without = {}, [], '', set()
        for file in files:
            with open(file, errors='replace') as lines:
                rows = [row for row in map(self.row, lines) if row]
            variants = any(form for _, form, _, _ in rows)
            for who, form, size, ms in rows:
                if ms is None:
                    self.without.add((who, size))
                else:
                    self.times.setdefault((who, form, size), []).append(ms)
                    if variants and who == 'ours':
                        self.tried.append((form, size, ms))

    def row(self, line):
        size = re.search(r'hidden=\[?(\d+)\]? unroll=\d+ batch=(\d+)(?: replicas=(\d+))?', line)
        if not size:
            return None
        size = tuple(int(n or 1) for n in size.groups())
        ms = re.search(r'([\d.]+) ms per meta-step', line)
        if not ms and 'out of memory' not in line:
            return None
        ms = float(ms.group(1)) if ms else None
        if line.startswith('understudy'):
            named = re.match(r'understudy fused (cuda:\d+ .*?)(?: with ([a-z,-]+))? hidden=', line)
            if not named:
                return None  # on the CPU
            self.gpu = named.group(1)
            return 'ours', named.group(2) or '', size, ms
        who = 'jax' if line.startswith('jax') else 'graph' if 'graph' in line else 'eager' if line.startswith('torch') else None
        return who and (who, '', size, ms)

    def median(self, who, size, form=''):
        times = self.times.get((who, form, size))
        return statistics.median(times) if times else None


def tiles(batch, replicas):
    """The number of tiles of a batch, as in NetworkPlan.java."""
    most = min(batch, -(-batch * replicas // 256))
    return -(-batch // most)


def floor_bytes(hidden, batch, replicas):
    """Bytes of a meta-step, as above."""
    r = tiles(batch, replicas)
    network = T * (8 if r == 1 else 8 * r + 8)
    imitator = 4 * (3 * T + 4 * hidden + 2) if hidden <= 4 else T * (80 * hidden + 20) + 24 * hidden + 8
    return replicas * P * (network + T * 20 + 4 + 4 * (2 * hidden + 1) + imitator)


def operations(hidden, batch, replicas):
    """Operations of a meta-step. The gates have 4H(H + 1) multiply-adds forward, 4H·H for the gradient of h and 4H(H + 2) for that of the weights."""
    return replicas * T * (P * 24 * hidden * (hidden + 1) + batch * CNN)


def resident(hidden, replicas):
    """Bytes in use during a meta-step: theta, T rows of gradient, update and prediction, the carry, and the tape."""
    tape = 0 if hidden <= 4 else 24 * hidden * (T + 1)
    return replicas * P * (4 * (1 + 3 * T + 2 * hidden + 1) + tape)


def peer_cell(log, who, size, ours):
    hidden, batch, replicas = size
    alone = (hidden, batch, 1) if who == 'eager' else size
    ms = log.median(who, alone)
    if ms is None:
        return 'out of memory' if (who, alone) in log.without else '–'
    times = replicas if who == 'eager' else 1
    return f'{ms:.3f} ms' + (f' · {times}' if times > 1 else '') + f' ({ms * times / ours:.1f}×)'


def speed_table(log, bandwidth, flops, cache):
    yield '| hidden, batch, replicas | fused CUDA | per optimizee | ' + ' | '.join(name for _, name in PEERS) + ' | floor: bytes, operations | share |'
    yield '|---|---|---|---|---|---|---|---|'
    for size in sorted({s for who, form, s in log.times if who == 'ours' and not form}):
        ours = log.median('ours', size)
        by_bytes = floor_bytes(*size) / bandwidth / 1e6
        by_operations = operations(*size) / flops / 1e9
        cached = resident(size[0], size[2]) < cache * 1e6
        share = 100 * (by_operations if cached else max(by_bytes, by_operations)) / ours
        moved = f'({by_bytes:.3f})' if cached else f'{by_bytes:.3f}'
        yield (f'| {size[0]}, {size[1]}, {size[2]} | {ours:.3f} ms | {1000 * ours / size[2]:.2f} µs | '
               + ' | '.join(peer_cell(log, who, size, ours) for who, _ in PEERS) + f' | {moved}, {by_operations:.3f} ms | {share:.0f} % |')


def variant_table(log):
    """Times without and with each variant, from the same log and in the order in which they ran."""
    yield '| form of the kernels | hidden, batch, replicas | without, ms | with, ms | gain |'
    yield '|---|---|---|---|---|'
    for form in sorted({f for f, _, _ in log.tried if f}, key=lambda f: (f.count(','), f)):
        for size in sorted({s for f, s, _ in log.tried if f == form}):
            plain = [ms for f, s, ms in log.tried if not f and s == size]
            other = [ms for f, s, ms in log.tried if f == form and s == size]
            gain = f'{statistics.median(plain) / statistics.median(other):.2f}×' if plain else '–'
            yield (f'| {form} | {size[0]}, {size[1]}, {size[2]} | {" ".join(f"{ms:.3f}" for ms in plain) or "–"} | '
                   f'{" ".join(f"{ms:.3f}" for ms in other)} | {gain} |')


def main():
    a = argparse.ArgumentParser()
    a.add_argument('logs', nargs='+')
    a.add_argument('--bandwidth', type=float)
    a.add_argument('--flops', type=float, default=67)
    a.add_argument('--cache', type=float, default=50)
    o = a.parse_args()
    log = Log(o.logs)
    bandwidth = o.bandwidth or (4800 if 'H200' in log.gpu else 3350)
    print(f'{log.gpu or "No GPU"}; floor at {bandwidth:.0f} GB/s and {o.flops:.0f} TFLOP/s.\n')
    print('\n'.join(speed_table(log, bandwidth, o.flops, o.cache)))
    if any(form for form, _, _ in log.tried):
        print('\n' + '\n'.join(variant_table(log)))


if __name__ == '__main__':
    main()
