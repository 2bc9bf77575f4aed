"""Makes the tables of speed-cpu.md and checks its bars, from the lines of speed-cpu.sh: python3 speed-cpu.py [--clock wall|cpu] [--page FILE] RAW

A line of RAW is a key (work, who, round), a tab, and a line printed by `bench` or a peer. A time is the median over the rounds, each in a new JVM, followed
by the minimum and the maximum; a ratio is the median of the rounds' ratios. Fails if a bar is missed. --page writes the tables into
a page, speed-cpu.md, between the marks that name them. Needs only Python 3.

The floor of a work is the time for its multiply-adds, sigmoids and tanhs, each at the rate that a loop of only these operations reaches on one
core of this machine (CorePeak). With T = 5 steps and N = 21,840 coordinates, a layer of H cells above F inputs has for each of the T·N pairs
  4H(F + H) multiply-adds forward, 4H(F + H) for the gradient of its weights, 4H·H for the gradient of its h, 4H·F if a layer is below it,
  and 5H activations.
A sample of the network has in each of the T steps
  forward            25·10·24·24 + 250·20·8·8 + 320·50 + 50·10
  gradients          through the max-pools, a quarter: 25·10·12·12 and 2·250·20·4·4; through the dense layers 2·(320·50 + 50·10)
Not counted: random numbers, fresh θ, features, heads, losses, updates, moving data.
"""
import argparse
import re
import statistics
import sys

T, N = 5, 21840
SAMPLE = 25 * 10 * 576 + 250 * 20 * 64 + 320 * 50 + 50 * 10 + 25 * 10 * 144 + 2 * 250 * 20 * 16 + 2 * (320 * 50 + 50 * 10)
# Hidden sizes and batch of each work with a floor.
SIZES = {'h2': ([2], 1), 'h20': ([20], 1), 'b64': ([2], 64), 'h3': ([3], 1), 'h8': ([8], 1), 'h20x2': ([20, 20], 1), 'b16': ([2], 16)}
NAMES = {'h2': 'hidden 2, batch 1', 'h20': 'hidden 20, batch 1', 'b64': 'hidden 2, batch 64', 'h3': 'hidden 3', 'h8': 'hidden 8', 'h20x2': 'hidden 20, 20',
         'moments': 'hidden 20, moments, zero-out head', 'logsign': 'hidden 20, log-sign, scaled head', 'b16': 'hidden 2, batch 16'}
MAIN = ['h2', 'h20', 'b64']
OTHERS = ['h3', 'h8', 'h20x2', 'moments', 'logsign', 'b16']
BAR = {'h2': 1.5, 'h20': 3.0, 'b64': 1.35}                  # vector compared with before
TORCH = {'h2': 12, 'h20': 7, 'b64': 1.8}                    # PyTorch compared with vector
KIN = {'h3': 'h2', 'h8': 'h20', 'h20x2': 'h20', 'moments': 'h20', 'logsign': 'h20', 'b16': 'b64'}
NEAR = 0.8                                                  # of the bar of the related size
SAME = 0.97                                                 # "no slower", minus the variation between rounds


def work(hidden, batch):
    """Millions of multiply-adds and of activations in a meta-step."""
    products = activations = 0
    below = 1
    for k, h in enumerate(hidden):
        products += 2 * 4 * h * (below + h) + 4 * h * h + (4 * h * below if k else 0)
        activations += 5 * h
        below = h
    return (products * T * N + SAMPLE * T * batch) / 1e6, activations * T * N / 1e6


class Lines:
    def __init__(self, file, clock):
        self.times, self.shares, self.text = {}, [], {}     # (work, who) -> {round: ms}
        cpu = re.compile(r"([\d.]+) ms of threads' processor time")
        wall = re.compile(r'([\d.]+) ms(?: per meta-step|$)')
        with open(file) as lines:
            for line in lines:
                key, said = line.rstrip('\n').split('\t')
                self.text[key] = said
                parts = key.split()
                if len(parts) != 3 or not wall.search(said):
                    continue
                ms, spent = float(wall.search(said).group(1)), cpu.search(said)
                alone = spent and '-2' not in key and 'nd4j' not in key
                if alone:
                    self.shares.append(float(spent.group(1)) / ms)
                if clock == 'cpu' and alone:
                    ms = float(spent.group(1))
                self.times.setdefault((parts[0], parts[1]), {})[int(parts[2])] = ms

    def time(self, work, who):
        return statistics.median(self.times[work, who].values()) if (work, who) in self.times else None

    def cell(self, work, who):
        if (work, who) not in self.times:
            return '–'
        all_ = self.times[work, who].values()
        return f'{digits(statistics.median(all_))} ({digits(min(all_))}–{digits(max(all_))})'

    def ratios(self, slow, fast):
        a, b = self.times.get(slow, {}), self.times.get(fast, {})
        return [a[k] / b[k] for k in sorted(a.keys() & b.keys())]

    def ratio(self, slow, fast):
        r = self.ratios(slow, fast)
        return f'{statistics.median(r):.2f} ({min(r):.2f}–{max(r):.2f})' if r else '–'

    def peak(self):
        rates = [re.search(r'of (\d+) bits: ([\d.]+) G multiply-adds/s, ([\d.]+) G', said).groups() for key, said in self.text.items() if key.startswith('peak ')]
        return rates and (int(rates[0][0]), max(float(r[1]) for r in rates), max(float(r[2]) for r in rates))


def digits(ms):
    return f'{ms:.2f}' if ms < 10 else f'{ms:.1f}' if ms < 100 else f'{ms:,.0f}'


def table(head, rows):
    return '\n'.join('| ' + ' | '.join(row) + ' |' for row in [head, ['---'] * len(head)] + rows)


def machine(l, clock):
    peak, busy = l.peak(), [s for s in l.shares if s < 0.95]
    torch = next((re.match(r'torch (\S+)', said).group(1) for key, said in l.text.items() if ' torch ' in key), '?')
    lines = [f"{l.text.get('machine 1', '?')}; {l.text.get('jdk 1', '?')}; PyTorch {torch}; commit {l.text.get('commit 1', '?')}; {l.text.get('about', '?')}."]
    if peak:
        lines.append(f'One core does at most {peak[1]:.1f} G multiply-adds/s and {peak[2]:.2f} G activations/s, by vectors of {peak[0]} bits.')
    rounds = max(len(r) for r in l.times.values())
    lines.append(f'{rounds} rounds. Compared is {"the time of the clock" if clock == "wall" else "the processor time of the threads, where one computes, else the time of the clock"}.')
    if l.shares:
        lines.append(f'Of {len(l.shares)} JVMs with one thread {len(busy)} had the processor for less than 95 % of their time, the least {min(l.shares):.0%}'
                     + (': **the machine was not idle, and these figures are none to publish.**' if len(busy) > len(l.shares) / 20 else '.'))
    return ' '.join(lines)


def floor(l, w):
    peak = l.peak()
    if w not in SIZES or not peak:
        return None
    products, activations = work(*SIZES[w])
    return products / peak[1] + activations / peak[2]


def share(l, w, who):
    return f'{floor(l, w) / l.time(w, who):.0%}' if floor(l, w) and l.time(w, who) else '–'


def fused(l):
    rows = [[NAMES[w], l.cell(w, 'torch'), l.cell(w, 'before'), l.cell(w, 'plain'), l.cell(w, 'vector'), l.ratio((w, 'before'), (w, 'plain')),
             l.ratio((w, 'before'), (w, 'vector')), '**' + l.ratio((w, 'torch'), (w, 'vector')) + '**'] for w in MAIN]
    return table(['work, one thread, ms', 'eager PyTorch', 'plain, before', 'plain', 'vector', 'before : plain', 'before : vector', 'PyTorch : vector'], rows)


def floors(l):
    rows = []
    for w in MAIN + [w for w in OTHERS if w in SIZES]:
        products, activations = work(*SIZES[w])
        f = floor(l, w)
        rows.append([NAMES[w], f'{products:,.1f}', f'{activations:,.2f}', digits(f) if f else '–', share(l, w, 'before'), share(l, w, 'plain'), share(l, w, 'vector')])
    return table(['work', 'M multiply-adds', 'M activations', 'floor, ms', 'share: before', 'plain', 'vector'], rows)


def others(l):
    rows = [[NAMES[w], l.cell(w, 'before'), l.cell(w, 'plain'), l.cell(w, 'vector'), l.ratio((w, 'before'), (w, 'plain')), l.ratio((w, 'before'), (w, 'vector'))] for w in OTHERS]
    return table(['work, one thread, ms', 'plain, before', 'plain', 'vector', 'before : plain', 'before : vector'], rows)


def jdks(l):
    rows = [[NAMES[w], l.cell(w, 'plain'), l.cell(w, 'plain25'), l.ratio((w, 'plain'), (w, 'plain25')), l.cell(w, 'vector'), l.cell(w, 'vector25'),
             l.ratio((w, 'vector'), (w, 'vector25'))] for w in MAIN]
    return table(['work, one thread, ms', 'plain, JDK 17', 'plain, JDK 25', '17 : 25', 'vector, JDK 17', 'vector, JDK 25', '17 : 25'], rows)


def threads(l):
    rows = [[NAMES[w], l.cell(w + '-2', 'before'), l.cell(w + '-2', 'plain'), l.cell(w + '-2', 'vector'), l.ratio((w + '-2', 'before'), (w + '-2', 'vector')),
             l.ratio((w, 'plain'), (w + '-2', 'plain')), l.ratio((w, 'vector'), (w + '-2', 'vector')), l.ratio((w, 'vector'), (w + '-2', 'disturbed'))] for w in MAIN]
    return table(['work, two threads, ms', 'plain, before', 'plain', 'vector', 'before : vector', 'plain, 1 thread : 2', 'vector, 1 thread : 2',
                  'the same, the second core taken'], rows)


def nd4j(l):
    rows = [[NAMES[w], l.cell(w, 'nd4j-before'), l.cell(w, 'nd4j'), l.ratio((w, 'nd4j-before'), (w, 'nd4j')), l.ratio((w, 'torch'), (w, 'nd4j')), l.cell(w + '-2', 'nd4j'),
             l.ratio((w, 'nd4j'), (w, 'vector'))] for w in MAIN]
    return table(['work, ms', 'before, 1 thread', 'nd4j, 1 thread', 'before : nd4j', 'PyTorch : nd4j', 'nd4j, 2 threads', 'nd4j : vector'], rows)


def forms(l):
    found = [re.search(r'hidden (\d+), batch (\d+), .*plain form ([\d.]+) ms, engine ([\d.]+) ms, ratio ([\d.]+)', said) for key, said in l.text.items() if key.startswith('plainform ')]
    return table(['work, ms', 'plain ND4J form', 'engine nd4j', 'ratio'],
                 [[f'hidden {m.group(1)}, batch {m.group(2)}', m.group(3), m.group(4), f'**{m.group(5)}**'] for m in found if m])


def parts(l):
    rows, head = [], []
    for key, said in l.text.items():
        m = re.match(r'nd4j, 1 thread, (hidden \d+, batch \d+): (.*)', said)
        if key.startswith('parts ') and m:
            pairs = [re.match(r'(.*?) ([\d.]+)(?: ms)?$', part).groups() for part in m.group(2).split(', ')]
            head = ['work, ms'] + [name for name, _ in pairs]
            rows.append([m.group(1)] + [ms for _, ms in pairs])
    return table(head, rows) if rows else ''


def bars(l):
    """The bars: for each its name, its ratios and the least value."""
    found = []
    for w in MAIN:
        found.append((f'vector against plain before, {NAMES[w]}', l.ratios((w, 'before'), (w, 'vector')), BAR[w]))
    for w in MAIN:
        found.append((f'vector against eager PyTorch, {NAMES[w]}', l.ratios((w, 'torch'), (w, 'vector')), TORCH[w]))
    for w in MAIN + OTHERS:
        found.append((f'plain against plain before, {NAMES[w]}', l.ratios((w, 'before'), (w, 'plain')), 1.08 if w == 'h20' else SAME))
    for w in OTHERS:
        found.append((f'vector against plain before, {NAMES[w]}', l.ratios((w, 'before'), (w, 'vector')), round(NEAR * BAR[KIN[w]], 2)))
    for w in MAIN:
        found.append((f'vector against plain before, two threads, {NAMES[w]}', l.ratios((w + '-2', 'before'), (w + '-2', 'vector')), round(NEAR * BAR[w], 2)))
    for w in MAIN:
        found.append((f'two threads against one, vector, {NAMES[w]}', l.ratios((w, 'vector'), (w + '-2', 'vector')), 1.8))
    for w in MAIN:
        found.append((f'two threads against one, vector, the second core taken, {NAMES[w]}', l.ratios((w, 'vector'), (w + '-2', 'disturbed')), None if w == 'h2' else 1 / 1.1))
    for w in MAIN:
        found.append((f'engine nd4j against itself before, {NAMES[w]}', l.ratios((w, 'nd4j-before'), (w, 'nd4j')), SAME))
    found.append(("the quickstart's time on the clock against before", l.ratios(('quickstart', 'before'), ('quickstart', 'vector')), SAME))
    return found


def verdict(ratios, least):
    return 'not measured' if not ratios else '' if least is None else 'pass' if statistics.median(ratios) >= least else f'**misses by {1 - statistics.median(ratios) / least:.0%}**'


def bar_table(l):
    return table(['bar', 'at least', 'found', ''],
                 [[what, f'{least:.2f}' if least else '–', f'{statistics.median(r):.2f} ({min(r):.2f}–{max(r):.2f})' if r else '–', verdict(r, least)] for what, r, least in bars(l)])


def put(page, tables):
    with open(page, encoding='utf-8') as file:
        text = file.read()
    for name, filling in tables.items():
        begin, end = f'<!-- {name} -->', f'<!-- end of {name} -->'
        if begin not in text or end not in text:
            sys.exit(f'{page} has no marks {begin} and {end}')
        text = text[:text.index(begin) + len(begin)] + '\n' + filling + '\n' + text[text.index(end):]
    with open(page, 'w', encoding='utf-8') as file:
        file.write(text)


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--clock', choices=['wall', 'cpu'], default='wall')
    a.add_argument('--page', metavar='FILE')
    a.add_argument('raw')
    o = a.parse_args()
    l = Lines(o.raw, o.clock)
    if not l.times:
        sys.exit(f'{o.raw} has no times')
    tables = {'machine': machine(l, o.clock), 'bars': bar_table(l), 'fused': fused(l), 'others': others(l), 'threads': threads(l), 'jdks': jdks(l), 'floors': floors(l),
              'nd4j': nd4j(l), 'forms': forms(l), 'parts': parts(l)}
    for name, text in tables.items():
        print(f'## {name}\n\n{text}\n')
    if o.page:
        put(o.page, tables)
    sys.exit(any('misses' in verdict(r, least) for _, r, least in bars(l)))


if __name__ == '__main__':
    main()
