"""Makes the tables of docs/results/surpass.md from the JSON files in docs/results/surpass only: python3 docs/results/scripts/surpass/tables.py"""
import math, os, sys
sys.path.insert(0, os.path.dirname(__file__))
import experiment as e
import heldout


def geometric(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def threshold():
    """T: the geometric mean over the tasks of the best schedule's loss. -> T, and the same for each schedule that all tasks have"""
    teachers = [e.known('teacher-' + name) for name in e.VALIDATION]
    if None in teachers:
        sys.exit('no teachers yet: docs/results/scripts/surpass.sh teachers')
    schedules = {schedule: geometric([teacher['best'][schedule]['loss'] for teacher in teachers]) for schedule in teachers[0]['best']}
    return geometric([min(found['loss'] for found in teacher['best'].values()) for teacher in teachers]), schedules


def reached(run, level):
    """Gradient evaluations until V reaches the level for the first time; the budget and False if it never does."""
    for evaluations, loss in run['validation']:
        if loss <= level:
            return max(evaluations, 1), True
    return run['budget'], False


def last_validation(run):
    return run['validation'][-1][1]


def teachers():
    print('| teacher | ' + ' | '.join(e.VALIDATION) + ' | geometric mean |\n|' + '---|' * (len(e.VALIDATION) + 2))
    best, schedules = threshold()
    for schedule, mean in sorted(schedules.items(), key=lambda found: found[1]):
        cells = [e.known('teacher-' + name)['best'][schedule] for name in e.VALIDATION]
        print(f'| Adam, {schedule} | ' + ' | '.join(f"{cell['loss']:.4f} ± {cell['standard error']:.4f} at {cell['rate']:g}" for cell in cells) + f' | {mean:.4f} |')
    print(f'| the best of each: **T** | ' + ' | ' * len(e.VALIDATION) + f'**{best:.4f}** |\n')


def stage1(level):
    print('| arm | rate | best V, meta-seeds 1 and 2 | last V | evaluations to T | |\n|---|---|---|---|---|---|')
    for arm in e.ARMS:
        rate_chosen = e.chosen(arm)
        for rate in e.RATES[arm]:
            runs = [run for run in (e.known(e.name_of(arm, rate, seed)) for seed in e.STAGE1) if run]
            if not runs:
                continue
            to = ', '.join(f'{evaluations:,}' if came else 'never' for evaluations, came in (reached(run, level) for run in runs))
            best = ', '.join(f'{e.best_validation(run):.4f}' for run in runs)
            last = ', '.join(f'{last_validation(run):.4f}' for run in runs)
            print(f"| {arm} | {rate:g} | {best} | {last} | {to} | {'chosen' if rate == rate_chosen else ''} |")
    for arm in e.CLONES:
        starts = [run['validation'][0][1] for run in (e.known(e.name_of(arm, e.RATES[arm][1], seed)) for seed in e.STAGE1) if run]
        if starts:
            print(f"| {arm} only | | {', '.join(f'{start:.4f}' for start in starts)} | | | |")
    print()


def stage2(level):
    if any(e.chosen(arm) is None for arm in e.CLONES + e.RACING):
        return
    found = {}
    for arm in e.racing():
        runs = [e.known(e.name_of(arm, e.chosen(arm), seed)) for seed in e.STAGE2]
        if all(runs):
            found[arm] = runs
    clone = e.racing()[0]
    if not found:
        return
    print('| arm | evaluations to T, geometric mean | never | best V, geometric mean | last V |\n|---|---|---|---|---|')
    for arm, runs in found.items():
        to = [reached(run, level) for run in runs]
        never = [str(run['seed']) for run, (_, came) in zip(runs, to) if not came]
        cells = [f'{geometric([evaluations for evaluations, _ in to]):,.0f}', ', '.join(never) or 'none',
                 f'{geometric([e.best_validation(run) for run in runs]):.4f}', f'{geometric([last_validation(run) for run in runs]):.4f}']
        print(f'| {arm} | ' + ' | '.join(cells) + ' |')
    print(f'\n| {clone} against | ln of the ratio of evaluations to T, mean and 95 % interval | ratio | ln of the ratio of best V | ratio |\n|---|---|---|---|---|')
    for arm in found:
        if arm != clone and clone in found:
            cells = []
            for figure in (lambda run: reached(run, level)[0], e.best_validation):
                ratio = heldout.paired([figure(run) for run in found[clone]], [figure(run) for run in found[arm]])
                cells += [interval(*ratio), f'{math.exp(ratio[0]):.2f}']
            print(f'| {arm} | ' + ' | '.join(cells) + ' |')
    print()


NOT_WORSE = 0.01  # upper end of the interval of ln(imitator / tuned teacher)
CNN = ('cnn-1000', 'cnn-4000')  # one task: both must hold, and of their steps the larger part counts


def not_worse(found):
    return not found['diverged'] and all(high < NOT_WORSE for _, _, high in found['ln ratio'].values())


def interval(mean, low, high):
    return f'{mean:+.3f} ({low:+.3f} to {high:+.3f})'


def part(steps):
    return 'never' if math.isinf(steps) else f'{steps:.2f}'


def bars(title, tasks, begin):
    """The tasks of a look of heldout.py, each with its verdict, and what the bars ask of all of them."""
    looks = {task: found for task in tasks if (found := e.known(begin + task))}
    compared = {task: found for task, found in looks.items() if found['teacher']}
    if not compared:
        return
    print(f'{title}:\n')
    print('| task, steps | rate | tuned teacher | ln of the ratio, training loss | test loss | not worse | steps to the teacher\'s loss | to that of constant Adam |\n|' + '---|' * 8)
    for task, found in compared.items():
        teacher = f"{found['teacher']['schedule']}, {found['teacher']['rate']:g}"
        if found['diverged']:
            print(f"| {task}, {found['horizon']:,} | {found['rate']:g} | {teacher} | {found['diverged']} of {len(found['seeds'])} seeds diverged | | no | | |")
            continue
        cells = [interval(*found['ln ratio'][key]) for key in ('training loss', 'test loss')]
        print(f"| {task}, {found['horizon']:,} | {found['rate']:g} | {teacher} | {cells[0]} | {cells[1]} | {'yes' if not_worse(found) else 'no'} | "
              f"{part(found['steps to best'])} | {part(found['steps to constant'])} |")
    own = [task for task in compared if task not in (heldout.IN_DISTRIBUTION, *CNN)]
    if all(task in compared for task in CNN) and not any(found['diverged'] for found in compared.values()):
        held = sum(not_worse(compared[task]) for task in own) + all(not_worse(compared[task]) for task in CNN)
        steps = [compared[task]['steps to best'] for task in own] + [max(compared[task]['steps to best'] for task in CNN)]
        print(f'\nNot worse on {held} of {len(own) + 1} held-out tasks. Geometric mean of the steps to the tuned teacher\'s loss on them: {part(geometric(steps))} (the CNN once, with the larger part).')
    for task, found in looks.items():
        if not found['teacher']:
            print(f"Over {found['horizon']:,} steps {found['diverged']} of {len(found['seeds'])} seeds diverged.")
    print()


if __name__ == '__main__':
    level, _ = threshold()
    teachers()
    stage1(level)
    stage2(level)
    for look, (tasks, begin, _) in heldout.LOOKS.items():
        bars(f'The {look} look', tasks, begin)
    for phi in sorted({file.split('-trial-')[0] for file in os.listdir(e.HERE) if '-trial-' in file and not file.startswith('teacher')}):
        bars(f'The trial of φ {phi}', heldout.TRIAL_TASKS, phi + '-')
