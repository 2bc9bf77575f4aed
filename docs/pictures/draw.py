"""Draws loss curves: python3 docs/pictures/draw.py RUN 'TITLE' > picture.svg

RUN is the folder of a trial or of an evaluation. A curve is the mean batch loss of the last WINDOW steps: a thin line for each evaluation seed, and a
thick one for their geometric mean. RUN may also be a held-out-….json of docs/results/surpass, whose curves are means over the seeds already.
"""
import json, math, os, sys

WINDOW = 50  # steps of the moving mean
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 800, 380, 62, 190, 44, 46
BESIDE, TEACHER, IMITATOR = '#8a8f98', '#0067a8', '#c8500a'  # the last two as in report.css
LOOKS = [('nothing', 'no update', BESIDE, ''), ('noUpdate', 'no update', BESIDE, ''), ('teacher', 'teacher', TEACHER, '7 4'), ('imitator', 'imitator', IMITATOR, '')]
MEANS = [('constant teacher', 'Adam, constant', BESIDE, ''), ('tuned teacher', 'Adam, scheduled', TEACHER, '7 4'), ('imitator', 'surpass', IMITATOR, '')]
THIN, THICK = (0.8, 0.35), (2.2, None)  # width and opacity of a line


def losses(run):
    """-> {who drives: {seed: [batch loss of every step]}}"""
    found = {}
    with open(os.path.join(run, 'evaluation.jsonl')) as lines:
        for line in map(json.loads, lines):
            if line['kind'] == 'point':
                found.setdefault(line.get('rollout') or line['driver'], {}).setdefault(line['seed'], []).extend(line['losses'])
    return found


def smooth(values):
    total, means = 0, []
    for step, value in enumerate(values):
        total += value - (values[step - WINDOW] if step >= WINDOW else 0)
        if step >= WINDOW - 1:
            means.append(total / WINDOW)
    return means


def ticks(low, high):
    return [m * 10 ** e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1) for m in (1, 2, 5) if low <= m * 10 ** e <= high]


def draw(run, title):
    """Of a run: a thin line for each seed and a thick one for their geometric mean."""
    curves = {who: [smooth(of) for of in seeds.values()] for who, seeds in losses(run).items() if who in [look[0] for look in LOOKS]}
    steps = max(len(curve) for seeds in curves.values() for curve in seeds) + WINDOW - 1
    at = lambda curve: [(step + WINDOW, loss) for step, loss in enumerate(curve) if step % 5 == 0 or step == len(curve) - 1]
    lines, ends = [], []
    for who, name, colour, dash in LOOKS:
        if who in curves:
            mean = [math.exp(sum(map(math.log, of)) / len(of)) for of in zip(*curves[who])]
            lines += [(at(curve), colour, '', THIN) for curve in curves[who]] + [(at(mean), colour, dash, THICK)]
            ends.append((mean[-1], name, colour))
    return picture(title, steps, lines, ends)


def draw_means(file, title):
    """Of the curves in a held-out-….json, which are means of equal stretches of the steps."""
    found = json.load(open(file))
    lines, ends = [], []
    for who, name, colour, dash in MEANS:
        curve, each = found['curves'][who], found['horizon'] / len(found['curves'][who])
        lines.append(([((k + 0.5) * each, loss) for k, loss in enumerate(curve)], colour, dash, THICK))
        ends.append((curve[-1], name, colour))
    return picture(title, found['horizon'], lines, ends)


def picture(title, steps, lines, ends):
    """lines: [([(step, loss)], colour, dash, width and opacity)]; ends: [(last loss, name, colour)]"""
    every = [loss for line in lines for _, loss in line[0]]
    low, high = min(every) / 1.1, max(every) * 1.1
    x = lambda step: LEFT + (WIDTH - LEFT - RIGHT) * step / steps
    y = lambda loss: TOP + (HEIGHT - TOP - BOTTOM) * math.log(high / loss) / math.log(high / low)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#24292f">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/><text x="{LEFT}" y="24" font-size="15" font-weight="600">{title}</text>']
    for value in ticks(low, high):
        out.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#e3e6ea"/><text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
    for step in range(0, steps + 1, steps // 4):
        out.append(f'<text x="{x(step):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{step:,}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">step</text>')
    out.append(f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" text-anchor="middle">training loss</text>')
    for points, colour, dash, (width, opacity) in lines:
        line = ' '.join(f'{x(step):.1f},{y(loss):.1f}' for step, loss in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width}"' + (f' opacity="{opacity}"' if opacity else '')
                   + (f' stroke-dasharray="{dash}"' if dash else '') + '/>')
    at = -math.inf
    for height, name, colour, loss in sorted((y(loss), name, colour, loss) for loss, name, colour in ends):
        at = max(height + 4, at + 17)
        out.append(f'<text x="{WIDTH - RIGHT + 8}" y="{at:.1f}" fill="{colour}" font-weight="600">{name} {loss:.3g}</text>')
    return '\n'.join(out + ['</svg>'])


if __name__ == '__main__':
    print((draw_means if sys.argv[1].endswith('.json') else draw)(sys.argv[1], sys.argv[2]))
