"""Makes the tables of fidelity.md from run directories: python3 fidelity.py [--ablation] RUNS_FOLDER > tables.md
The tables of the imitators without averages: python3 fidelity.py --lstm RUNS_FOLDER TEACHER... > tables.md

Reads the files that `run` wrote for configs/fidelity: evaluation.jsonl, config.yaml and metrics.jsonl of each trial. Needs only Python 3.
A row passes when |mean ln(imitator's loss / teacher's)| <= ln(bar) + 2 standard errors of the floor, and no seed diverged.
"""
import glob
import json
import math
import os
import sys

BARS = {4000: {'sgd': 1.01, 'momentum': 1.02}, 10000: {'sgd': 1.02, 'momentum': 1.05}}  # on the loss ratio; else 1.05 and 1.10
OPEN = {'sgd': 1e-3, 'momentum': 1e-3}                                                   # on the open-loop error at 4,000; else 1e-2
TEACHERS = ['sgd', 'momentum', 'adam', 'rmsprop', 'adagrad', 'adadelta', 'nadam']


class Trial:
    def __init__(self, folder, training=None):
        training = training or folder
        lines = [json.loads(line) for line in open(folder + '/evaluation.jsonl')]
        self.figures = {}  # (driver, seed, step) -> line
        self.bad = {}      # (driver, seed) -> first bad step
        for line in lines:
            if line['kind'] in ('horizon', 'result'):
                self.figures[(line.get('rollout') or line['driver']), line['seed'], line.get('step', line.get('steps'))] = line
            if line['kind'] == 'result':
                self.bad[(line.get('rollout') or line['driver']), line['seed']] = line['firstBadStep']
        self.steps = sorted({step for driver, _, step in self.figures if driver == 'teacher'})
        metrics = [json.loads(line) for line in open(training + '/metrics.jsonl')] if os.path.exists(training + '/metrics.jsonl') else []
        self.seconds = sum(line['seconds'] for line in metrics)
        self.meta_steps = metrics[-1]['metaStep'] if metrics else 0
        self.config = open(folder + '/config.yaml').read()

    def seeds(self, driver, step):
        return sorted(seed for d, seed, s in self.figures if d == driver and s == step)

    def mean(self, driver, step, key, size=False):
        values = [self.figures[driver, seed, step][key] for seed in self.seeds(driver, step)]
        values = [abs(v) if size else v for v in values if v is not None]
        return sum(values) / len(values) if values else math.nan

    def log_ratio(self, driver, step, teacher):
        """Mean of ln(loss / teacher's loss) over the seeds that both have, and its standard error."""
        logs = []
        for seed in self.seeds(driver, step):
            mine, its = self.figures[driver, seed, step]['meanLoss'], teacher.figures.get(('teacher', seed, step), {}).get('meanLoss')
            if mine and its:
                logs.append(math.log(mine / its))
        n = len(logs)
        if n == 0:
            return math.nan, math.nan
        mean = sum(logs) / n
        return mean, math.sqrt(sum((x - mean) ** 2 for x in logs) / (n - 1) / n) if n > 1 else math.nan

    def points(self, driver, step):
        values = [v for seed in self.seeds(driver, step) for v in self.figures[driver, seed, step]['pointLosses']]
        return sum(values) / len(values) if values else math.nan

    def accuracy(self, driver, step):
        return 100 * self.mean(driver, step, 'meanAccuracy')

    def diverged(self):
        return [f'{seed} at {step}' for (driver, seed), step in sorted(self.bad.items()) if driver == 'imitator' and step is not None]

    def imitator(self):
        def of(key):
            return next(line.split(':', 1)[1].strip() for line in self.config.splitlines() if line.strip().startswith(key + ':'))
        hidden = of('hidden')
        return f"{of('features')}, {of('head')}" + ('' if hidden == '[]' else f", LSTM {hidden.strip('[]')}")


def bar(name, step):
    if name.endswith('-log-sign'):
        return 1.3 if step == 4000 else None
    return BARS[step].get(name, 1.05 if step == 4000 else 1.10) if step in BARS and name in TEACHERS else None


def verdict(ln, limit, floor_se, trial):
    missing = abs(ln) - math.log(limit) - 2 * floor_se
    return 'diverged' if trial.diverged() else 'pass' if missing <= 0 else f'misses by {math.exp(missing) - 1:.1%}'


def main(runs):
    def trial(name):
        folder = f'{runs}/fidelity-{name}/seed-1'
        return Trial(folder) if os.path.exists(folder + '/evaluation.jsonl') else None
    names = TEACHERS + ['adam-log-sign', 'sgd-batch1']
    trials = {name: t for name in names if (t := trial(name))}
    floor_of = {'adam-log-sign': 'adam'}
    print('| teacher | imitator | steps | loss of mean θ: imitator, teacher | ratio, ln ± s.e. | floor, ln ± s.e. | bar | | mean of five points | accuracy | diverged |')
    print('|---|---|---|---|---|---|---|---|---|---|---|')
    for name, t in trials.items():
        reference = trials.get(floor_of.get(name, name), t)
        for step in t.steps:
            ln, se = t.log_ratio('imitator', step, t)
            floor, floor_se = reference.log_ratio('floor', step, reference)
            limit = bar(name, step)
            passes = '' if limit is None else verdict(ln, limit, floor_se, t)
            print(f"| {name} | {t.imitator() if step == t.steps[0] else ''} | {step:,} | {t.mean('imitator', step, 'meanLoss'):.4f}, {t.mean('teacher', step, 'meanLoss'):.4f} "
                  f"| {math.exp(ln):.3f}, {ln:+.4f} ± {se:.4f} | {floor:+.4f} ± {floor_se:.4f} | {limit or ''} | {passes} "
                  f"| {t.points('imitator', step):.4f}, {t.points('teacher', step):.4f} | {t.accuracy('imitator', step):.2f}, {t.accuracy('teacher', step):.2f} % "
                  f"| {', '.join(t.diverged()) or 'none'} |")
    print('\n| teacher | steps | open loop: relative error | bar | | cosine | mean signed error | closed loop: relative error | mean signed error | max abs c | mean abs θ: imitator, teacher | training |')
    print('|---|---|---|---|---|---|---|---|---|---|---|---|')
    for name, t in trials.items():
        for step in t.steps:
            error, limit = t.mean('teacher', step, 'relativeError'), OPEN.get(name, 1e-2)
            held = step == 4000 and name in TEACHERS
            print(f"| {name} | {step:,} | {error:.1e} | {limit if held else ''} | {('pass' if error <= limit else f'{error / limit:.1f} times the bar') if held else ''} "
                  f"| {t.mean('teacher', step, 'cosine'):.6f} | {t.mean('teacher', step, 'bias', True):.1e} | {t.mean('imitator', step, 'relativeError'):.1e} "
                  f"| {t.mean('imitator', step, 'bias', True):.1e} | {max(t.figures['imitator', s, step]['maxCell'] for s in t.seeds('imitator', step)):.2f} "
                  f"| {t.mean('imitator', step, 'meanTheta'):.4f}, {t.mean('teacher', step, 'meanTheta'):.4f} | {t.seconds:.0f} s |")
    print('\n| teacher | imitator | seeds | ratio at 1,000, ln ± s.e. | at 4,000 | at 10,000 | open-loop error at 4,000 | diverged |')
    print('|---|---|---|---|---|---|---|---|')
    for name in TEACHERS:
        if name not in trials:
            continue
        for variant in ('', '-gradient', '-log-sign', '-constant'):
            t = trial(name + variant)
            if t:
                print(f"| {name} | {t.imitator()} | {len(t.seeds('imitator', t.steps[-1]))} "
                      f"| {' | '.join(ratio(t, step, trials[name]) for step in (1000, 4000, 10000))} "
                      f"| {t.mean('teacher', 4000, 'relativeError'):.1e} | {', '.join(t.diverged()) or 'none'} |")


def ratio(t, step, teacher=None):
    ln, se = t.log_ratio('imitator', step, teacher or t)
    return '' if math.isnan(ln) else f'{math.exp(ln):.3f}, {ln:+.3f} ± {se:.3f}'


TASKS = ['half-plane', 'mlp', 'digits', 'batch-64', 'wide']


def lstm(runs, teachers):
    """Three trainings of each; the best of them is selected on held-out images, before the test set is used."""
    print('| teacher | φ of seed | it reads | meta-steps | training | held out, at 4,000: ln ± s.e. | open loop | |')
    print('|---|---|---|---|---|---|---|---|')
    best = {}
    for name in teachers:
        folders = [f for f in (f'{runs}/fidelity-{name}-lstm/seed-{seed}' for seed in (1, 2, 3)) if os.path.exists(f + '/evaluation.jsonl')]
        trained = {f: Trial(f) for f in folders}
        # A ratio away from 1, to either side, is a deviation from the teacher.
        best[name] = min(folders, key=lambda f: (bool(trained[f].diverged()), abs(trained[f].log_ratio('imitator', trained[f].steps[-1], trained[f])[0])), default=None)
        for f, t in trained.items():
            print(f"| {name} | {f[-1]} | {t.imitator()} | {t.meta_steps:,} | {t.seconds:.0f} s | {ratio(t, t.steps[-1])} | {t.mean('teacher', t.steps[-1], 'relativeError'):.2g} "
                  f"| {'shipped' if f == best[name] else ''} |")
    print('\n| imitator | it reads | steps | loss of mean θ: imitator, teacher | ratio, ln ± s.e. | floor, ln ± s.e. | bar | | accuracy | open loop: relative error, mean signed error | max abs c | diverged |')
    print('|---|---|---|---|---|---|---|---|---|---|---|---|')
    for name in teachers:
        floors = None
        for seed in (1, 2, 3):
            folder = f'{runs}/fidelity-{name}-lstm/seed-{seed}'
            if not os.path.exists(folder + '/evaluations/test/evaluation.jsonl'):
                continue
            t = Trial(folder + '/evaluations/test', folder)
            floors = floors if floors and floors.seeds('floor', floors.steps[-1]) else t  # the teacher compared with itself is the same for all three
            for step in t.steps:
                ln, se = t.log_ratio('imitator', step, t)
                floor, floor_se = floors.log_ratio('floor', step, floors)
                limit = {4000: 1.05, 10000: 1.10}.get(step)
                passes = '' if limit is None else verdict(ln, limit, floor_se, t)
                print(f"| {name}-lstm{'' if folder == best[name] else f', φ {seed}'} | {t.imitator() if step == t.steps[0] else ''} | {step:,} | {t.mean('imitator', step, 'meanLoss'):.4f}, {t.mean('teacher', step, 'meanLoss'):.4f} "
                      f"| {math.exp(ln):.3f}, {ln:+.3f} ± {se:.3f} | {floor:+.3f} ± {floor_se:.3f} | {limit or ''} | {passes} "
                      f"| {t.accuracy('imitator', step):.2f}, {t.accuracy('teacher', step):.2f} % | {t.mean('teacher', step, 'relativeError'):.2g}, {t.mean('teacher', step, 'bias', True):.1e} "
                      f"| {max(t.figures['imitator', s, step]['maxCell'] for s in t.seeds('imitator', step)):.1f} | {', '.join(t.diverged()) or 'none'} |")
    transfer(runs)


def transfer(runs):
    print('\n| imitator | ' + ' | '.join(TASKS) + ' | diverged |')
    print('|---' * (len(TASKS) + 2) + '|')
    for folder in sorted(glob.glob(runs + '/pretrained-*')):
        found = {task: Trial(f'{folder}/evaluations/{task}') for task in TASKS if os.path.exists(f'{folder}/evaluations/{task}/evaluation.jsonl')}
        found = {task: t for task, t in found.items() if t.steps}  # an interrupted evaluation has no result yet
        cells = []
        for task in TASKS:
            t = found.get(task)
            floor = t.log_ratio('floor', t.steps[-1], t) if t else None
            cells.append(f"{ratio(t, t.steps[-1])} [{floor[0]:+.3f} ± {floor[1]:.3f}]" if t else '')
        bad = [f'{task}: {d}' for task, t in found.items() for d in t.diverged()]
        print(f"| {folder.split('pretrained-')[1]} | {' | '.join(cells)} | {', '.join(bad) or 'none'} |")


def ablation(runs):
    print('| row | meta-steps | training | imitation loss at the end | ratio at 1,000, ln ± s.e. | open-loop error | closed-loop error | max abs c | diverged |')
    print('|---|---|---|---|---|---|---|---|---|')
    finished = [f for f in glob.glob(runs + '/ablation-*/seed-1') if any(state in open(f + '/status.json').read().lower() for state in ('"done"', '"diverged"'))]
    folders = sorted(finished, key=lambda f: (not f.endswith('base/seed-1'), f))
    for folder in folders:
        t = Trial(folder)
        last = json.loads(open(folder + '/metrics.jsonl').readlines()[-1])
        ln, se = t.log_ratio('imitator', 1000, t)
        print(f"| {folder.split('/')[-2][len('ablation-'):]} | {last['metaStep']:,} | {t.seconds:.0f} s | {last['imitationLoss']:.3g} | {math.exp(ln):.3f}, {ln:+.3f} ± {se:.3f} "
              f"| {t.mean('teacher', 1000, 'relativeError'):.2f} | {t.mean('imitator', 1000, 'relativeError'):.2f} "
              f"| {max(t.figures['imitator', s, 1000]['maxCell'] for s in t.seeds('imitator', 1000)):.1f} | {', '.join(t.diverged()) or 'none'} |")


if __name__ == '__main__':
    if sys.argv[1] == '--ablation':
        ablation(sys.argv[2])
    elif sys.argv[1] == '--lstm':
        lstm(sys.argv[2], sys.argv[3:])
    else:
        main(sys.argv[1])
