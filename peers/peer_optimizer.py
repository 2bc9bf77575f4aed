"""How long a step of python/understudy.py takes, beside torch.nn.LSTMCell of the same sizes and torch.optim.Adam.

  peer_optimizer.py measure FILE...   one start: a line of JSON for each imitator and network
  peer_optimizer.py table LINES        the medians of all starts, whose lines a file has, as a table

One thread. Times are processor time, so that other work on the machine counts as little as it can; in a start the three take turns, and each has
its median over ROUNDS. The LSTMCell gets what the imitator's LSTM reads, ready made, and keeps h and c; nothing else. Steps of the two optimizers
are whole: from the parameters' gradients to the new parameters.
"""
import json
import os
import statistics
import sys
import time

ROUNDS = int(os.environ.get('ROUNDS', 31))
NETWORKS = {  # the CNN of the quick start's source, and dense layers of 100,000 weights
    21840: [(10, 1, 5, 5), (10,), (20, 10, 5, 5), (20,), (50, 320), (50,), (10, 50), (10,)],
    100000: [(120, 784), (120,), (40, 120), (40,), (24, 40)],
}


def measure(files):
    import torch
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../python'))
    import understudy
    torch.set_num_threads(1)

    def cells(phi, coordinates):
        layers, width = [], understudy.Step(phi, torch.device('cpu')).inputs + 2 * phi.time
        x = torch.randn(coordinates, width)
        for size in phi.hidden:
            layers.append([torch.nn.LSTMCell(width, size), None])
            width = size

        def step():
            with torch.no_grad():
                y = x
                for layer in layers:
                    layer[1] = layer[0](y, layer[1])
                    y = layer[1][0]
        return step

    def parameters(shapes):
        params = [torch.nn.Parameter(0.1 * torch.randn(shape)) for shape in shapes]
        for p in params:
            p.grad = 0.01 * torch.randn_like(p)
        return params

    for file in files:
        name = os.path.basename(file)[:-len('.safetensors')]
        for coordinates, shapes in NETWORKS.items():
            imitator = understudy.Imitator(parameters(shapes), file)
            steps = {'imitator': imitator.step, 'adam': torch.optim.Adam(parameters(shapes)).step}
            if imitator.phi.hidden:
                steps['cell'] = cells(imitator.phi, coordinates)
            times = {what: [] for what in steps}
            for round in range(ROUNDS + 3):
                for what, step in steps.items():
                    begin = time.process_time()
                    step()
                    if round >= 3:
                        times[what].append(time.process_time() - begin)
            print(json.dumps({'name': name, 'coordinates': coordinates, 'hidden': imitator.phi.hidden, 'torch': torch.__version__,
                              **{what: 1e3 * statistics.median(t) for what, t in times.items()}}), flush=True)


def table(lines):
    rows = {}
    for line in map(json.loads, lines):
        rows.setdefault((line['name'], line['coordinates']), []).append(line)
    print('| imitator | its LSTM | weights | a step, ms | times the LSTMCell | over the starts | times Adam |\n|---|---|---|---|---|---|---|')
    worst = 0
    for (name, coordinates), starts in rows.items():
        lstm = ', '.join(map(str, starts[0]['hidden'])) or 'none'
        by_cell = [s['imitator'] / s['cell'] for s in starts if 'cell' in s]
        worst = max([worst] + [statistics.median(by_cell)] if by_cell else [worst])
        by_adam = statistics.median(s['imitator'] / s['adam'] for s in starts)
        cell = f'{statistics.median(by_cell):.2f} | {min(by_cell):.2f} to {max(by_cell):.2f}' if by_cell else '– | –'
        print(f'| `{name}` | {lstm} | {coordinates:,} | {statistics.median(s["imitator"] for s in starts):.2f} | {cell} | {by_adam:.0f} |')
    starts = max(map(len, rows.values()))
    print(f'\n{starts} starts, torch {" and ".join(sorted({s["torch"] for r in rows.values() for s in r}))}; the worst ratio to the LSTMCell is {worst:.2f}, '
          f'the bar 1.3: {"held" if worst <= 1.3 else "missed"}')


if __name__ == '__main__':
    table(open(sys.argv[2])) if sys.argv[1] == 'table' else measure(sys.argv[2:])
