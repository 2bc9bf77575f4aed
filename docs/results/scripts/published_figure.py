"""Draws the published figure next to ours with the same axes, as SVG: the optimizee's training loss at each step as points, with a Savitzky-Golay curve.

  python3 published_figure.py RUNS_FOLDER > published-figure.svg
after `run configs/seed-sgd-mnist.yaml` and `run configs/mnist-sgd.yaml` on MNIST. Needs only Python 3. In the blog post's
figure the loss falls from 2.30 to about 1.03 after 4,000 steps at batch 1; in new runs of its code it does not (sgd.md).
"""
import json
import sys

WIDTH, HEIGHT, LEFT, TOP = 430, 300, 46, 46
STEPS, TOP_LOSS = 4000, 3.0
HALF = 15  # of the window


def losses(folder, driver):
    values, bad = [], None
    for line in map(json.loads, open(folder + '/evaluation.jsonl')):
        if line.get('rollout', line.get('driver')) == driver and line['seed'] == 1001:
            if line['kind'] == 'point':
                values += line['losses']
            elif line['kind'] == 'result':
                bad = line['firstBadStep']
    return values[:STEPS], bad


def smooth(values):
    """Savitzky-Golay, order 2: the value, at the middle of the window, of the parabola that fits the window best."""
    m = HALF
    weights = [3 * (3 * m * m + 3 * m - 1 - 5 * i * i) / ((2 * m + 3) * (2 * m + 1) * (2 * m - 1)) for i in range(-m, m + 1)]
    padded = [values[0]] * m + values + [values[-1]] * m
    return [sum(w * v for w, v in zip(weights, padded[i:])) for i in range(len(values))]


def x(step):
    return LEFT + step / STEPS * (WIDTH - LEFT - 24)


def y(loss):
    return TOP + (1 - min(loss, TOP_LOSS) / TOP_LOSS) * (HEIGHT - TOP - 40)


def panel(dx, title, note, folder):
    out = [f'<g transform="translate({dx} 0)"><text x="{LEFT}" y="18" class="t">{title}</text><text x="{LEFT}" y="34">{note}</text>']
    for loss in range(0, 4):
        out.append(f'<line x1="{LEFT}" x2="{x(STEPS)}" y1="{y(loss):.1f}" y2="{y(loss):.1f}" class="g"/><text x="{LEFT - 8}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss}</text>')
    for step in range(0, STEPS + 1, 1000):
        out.append(f'<text x="{x(step):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{step:,}</text>')
    out.append(f'<text x="{x(STEPS / 2):.1f}" y="{HEIGHT - 5}" text-anchor="middle">step</text>')
    for driver, colour, width in (('teacher', '#b5b5b5', 3), ('imitator', '#c2410c', 1.2)):
        values, bad = losses(folder, driver)
        finite = [v for v in values if v is not None]
        if driver == 'imitator':
            out += [f'<circle cx="{x(i):.1f}" cy="{y(v):.1f}" r="0.8" fill="{colour}" opacity="0.25"/>' for i, v in enumerate(finite) if i % 3 == 0]
        path = ' '.join(f'{x(i):.1f},{y(max(0.0, v)):.1f}' for i, v in enumerate(smooth(finite)) if i % 5 == 0)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        if bad is not None and driver == 'imitator':
            out.append(f'<text x="{x(bad):.1f}" y="{TOP + 10}" fill="{colour}">diverges at {bad:,}</text>')
    return '\n'.join(out + ['</g>'])


def main(runs):
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH + 10}" height="{HEIGHT + 20}" font-family="sans-serif" font-size="11" fill="#333">'
          '<style>.g{stroke:#e5e5e5}.t{font-weight:bold;font-size:13px}</style><rect width="100%" height="100%" fill="white"/>')
    print(panel(0, 'The published run, again: seed-sgd-mnist', 'batch 1, unroll 5, weight decay 1e-3 as published', runs + '/seed-sgd-mnist/seed-1'))
    print(panel(WIDTH + 10, 'Ours: mnist-sgd', 'batch 16, unroll 20, episodes of 1,000 steps', runs + '/mnist-sgd/seed-1'))
    print(f'<text x="{LEFT}" y="{HEIGHT + 14}">Training loss per step, dropout on: the imitator’s as points, with a Savitzky–Golay curve (window 31, order 2); in grey the same curve of its teacher.</text></svg>')


if __name__ == '__main__':
    main(sys.argv[1])
