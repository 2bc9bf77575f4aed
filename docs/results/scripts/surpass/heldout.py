"""Evaluates φ of `surpass`: python3 docs/results/scripts/surpass/heldout.py PHI [LOOK [RATE]]      (by docs/results/scripts/surpass.sh heldout PHI [LOOK [RATE]])

LOOK is first or second, which are looks at the held-out tasks, each with its own evaluation seeds; or trial, on tasks that are neither trained on nor held out. PHI is the name
of an imitator that comes with the program, or the folder of a trained one; RATE is tried in place of its own learning rate, in a trial only. For each task: Adam is tuned on it; the imitator's learning rate is chosen among 0.3, 1 and 3 times its own, on separate seeds and by training images that its networks did not see; then imitator and tuned teacher drive the same networks.
It looks at held-out tasks only if the page is committed and unchanged, and logs every such evaluation.
"""
import datetime, json, math, os, re, subprocess, sys, time
import experiment as e

PAGE, LOG = os.path.join('docs', 'results', 'surpass.md'), os.path.join(e.HERE, 'held-out.log')
IN_DISTRIBUTION = 'in-distribution'
GRID, CNN_GRID = (), ('--rates', '1e-4,3e-4,1e-3,3e-3,1e-2', '--seeds', '3')
LONGEST = 1200  # horizon of its training
SMALL, LARGE = 'data.size=8', 'data.size=14'


def mnist(size, layers, batch=64, **more):
    return ['data.dataset=mnist', size, f'optimizee.layers={layers}', f'optimizee.batch={batch}', *(f'{key}={value}' for key, value in more.items())]


CNN = ['data.dataset=mnist', 'data.size=null', 'optimizee.layers=null', 'optimizee.model=mnist-cnn', 'optimizee.batch=16']
TASKS = {  # overrides of task.yaml, horizon, evaluation seeds, options of tune, training images by which the learning rate is chosen
    IN_DISTRIBUTION: (mnist(SMALL, '[{dense: 32}, relu, {dense: 10}]') + ['data.from=40000'], 1000, 16, GRID, 4000),
    'mnist-14': (mnist(LARGE, '[{dense: 64}, relu, {dense: 10}]'), 1000, 16, GRID, 10000),
    'tanh-128': (mnist(SMALL, '[{dense: 48}, tanh, {dense: 10}]', 128), 1000, 16, GRID, 10000),
    'deep': (mnist(SMALL, '[{dense: 32}, relu, {dense: 32}, relu, {dense: 10}]'), 1000, 16, GRID, 10000),
    'digits-14': (['data.dataset=digits', LARGE, 'optimizee.layers=[{dense: 64}, relu, {dense: 10}]'], 1000, 16, GRID, 1000),
    'cnn-1000': (CNN, 1000, 8, CNN_GRID, 10000),
    'cnn-4000': (CNN, 4000, 8, CNN_GRID, 10000),
    'five-times': (mnist(SMALL, '[{dense: 32}, relu, {dense: 10}]') + ['data.from=40000'], 5 * LONGEST, 16, None, 4000),  # for survival only: no teacher is tuned
}
FACTORS = [0.3, 1, 3]
CHOOSING = [2001, 2002, 2003, 2004, 2005]
REST = ['data.from=20000', 'data.to=40000']
LENET = '[{conv: {kernel: 5, channels: 10}}, {maxPool: 2}, relu, {conv: {kernel: 5, channels: 16}}, {maxPool: 2}, relu, {dense: 40}, relu, {dropout: 0.5}, {dense: 10}]'
TRIAL_TASKS = {  # for the choice between φ
    'trial-64-32': (mnist(SMALL, '[{dense: 32}, relu, {dense: 10}]') + REST, 1000, 8, GRID, 4000),
    'trial-100-40': (mnist('data.size=10', '[{dense: 40}, relu, {dense: 10}]') + REST, 1000, 8, GRID, 4000),
    'trial-144-96': (mnist('data.size=12', '[{dense: 96}, relu, {dense: 10}]'), 1000, 8, GRID, 10000),
    'trial-digits-12': (['data.dataset=digits', 'data.size=12', 'optimizee.layers=[{dense: 64}, tanh, {dense: 10}]', 'data.from=3000'], 1000, 8, GRID, 500),
    'trial-cnn-24': (mnist('data.size=24', LENET, 16), 1000, 6, CNN_GRID, 10000),
}
LOOKS = {'first': (TASKS, 'held-out-', 1001), 'second': (TASKS, 'held-out-second-', 3001)}  # tasks, begin of the names of its files, first evaluation seed
T_95 = {5: 2.571, 7: 2.365, 9: 2.262, 15: 2.131}  # of Student's distribution, by degrees of freedom


def refuse_unless_registered():
    same = subprocess.run(['git', 'diff', '--quiet', 'HEAD', '--', PAGE]).returncode == 0
    there = subprocess.run(['git', 'cat-file', '-e', 'HEAD:' + PAGE], stderr=subprocess.DEVNULL).returncode == 0
    if not (same and there):
        sys.exit(f'{PAGE} is not part of the commit as it is: what is claimed has to be written down before anything held out is looked at')


def drives(phi, name, overrides, horizon, seeds, rate, teacher, hold_out=0):
    """An evaluation of φ and of the tuned teacher. -> {driver: [result of each seed]}, {driver: [losses of each step, for each seed]}"""
    own = ['--pretrained', phi] if phi in pretrained() else [phi]
    more = [f'teacher.adam.learningRate={teacher["rate"]:g}', f'evaluation.schedule={teacher["schedule"]}'] if teacher else []
    e.program('evaluate', *own, '--runs', e.RUNS, '-q', '--fresh', '--name', name, *e.options(
        'data.from=0', 'data.to=null', f'data.holdOut={hold_out}',  # not the samples that φ was trained on, which its own config names
        *overrides, *more, f'imitator.learningRate={rate:g}', f'evaluation.steps={horizon}', f'evaluation.seeds={seeds}', f'evaluation.everySteps={horizon // 20}',
        'evaluation.horizons=[]', 'evaluation.noUpdate=false', 'evaluation.noiseFloor=false', 'threads=1'))
    place = os.path.join(e.RUNS, 'pretrained-' + phi, 'evaluations', name) if phi in pretrained() else os.path.join(phi, 'evaluations', name)
    results, losses = {}, {}
    with open(os.path.join(place, 'evaluation.jsonl')) as lines:
        for line in map(json.loads, lines):
            if line.get('kind') == 'result':
                results.setdefault(line['rollout'], {})[line['seed']] = line
            elif line.get('kind') == 'point':
                losses.setdefault(line['rollout'], {}).setdefault(line['seed'], []).extend(line['losses'])
    order = lambda found: {driver: [of[seed] for seed in seeds] for driver, of in found.items()}
    return order(results), order(losses)


def pretrained():
    folder = os.path.join('runner', 'src', 'main', 'resources', 'pretrained')
    return {name[:-len('.safetensors')] for name in os.listdir(folder)}


def file_of(phi):
    return os.path.join('runner', 'src', 'main', 'resources', 'pretrained', phi + '.safetensors') if phi in pretrained() else os.path.join(phi, 'phi.safetensors')


def own_rate(phi):
    """The learning rate of the teacher from which φ started, by the config in its file."""
    with open(file_of(phi), 'rb') as content:
        header = json.loads(content.read(int.from_bytes(content.read(8), 'little')))
    return float(re.search(r'learningRate: *([0-9.eE-]+)', header['__metadata__']['config'].split('teacher:')[1]).group(1))


def mean_curve(losses):
    """losses: of every seed [loss of every step] -> [mean over the seeds of every step]"""
    return [sum(of) / len(of) for of in zip(*losses)]


def curve(losses):
    """The mean curve for a picture: means of fifty equal stretches."""
    mean, each = mean_curve(losses), max(1, len(losses[0]) // 50)
    return [round(sum(mean[at:at + each]) / each, 5) for at in range(0, len(mean) - each + 1, each)]


def steps_to(losses, horizon, target):
    """The first step after which the mean of the last tenth is at or below the target, as a part of the horizon; infinity for never."""
    window = max(1, horizon // 10)
    total = 0
    for step, loss in enumerate(losses, 1):
        total += loss - (losses[step - 1 - window] if step > window else 0)
        if step >= window and total / window <= target:
            return step / horizon
    return math.inf


def finals(losses, horizon):
    """Training loss of each seed: the mean over the last tenth of the steps."""
    window = max(1, horizon // 10)
    return [sum(of[-window:]) / window for of in losses]


def paired(mine, theirs):
    """-> mean of ln(mine/theirs) over seeds, and the 95 % interval"""
    differences = [math.log(a / b) for a, b in zip(mine, theirs)]
    n, mean = len(differences), sum(differences) / len(differences)
    half = T_95[n - 1] * math.sqrt(sum((d - mean) ** 2 for d in differences) / (n - 1) / n)
    return [mean, mean - half, mean + half]


def look(phi, task, tasks, begin, first, rate):
    started = time.time()
    overrides, horizon, count, grid, hold_out = tasks[task]
    seeds = list(range(first, first + count))
    teacher, constant = None, None
    if grid is not None:
        if e.known('teacher-' + task) is None:
            e.tuned('teacher-' + task, *overrides, horizon=horizon, more=grid)
        best = e.known('teacher-' + task)['best']
        schedule = min(best, key=lambda name: best[name]['loss'])
        teacher = {'schedule': schedule, 'rate': best[schedule]['rate']}
        constant = {'schedule': 'constant', 'rate': best['constant']['rate']}
    choice = {}
    for factor in FACTORS:
        results, _ = drives(phi, f'{begin}{task}-choose-{factor:g}', overrides, horizon, CHOOSING, rate * factor, teacher, hold_out)
        bad = any(result['firstBadStep'] is not None for result in results['imitator'])
        choice[factor] = math.inf if bad else sum(math.log(result['testLoss']) for result in results['imitator']) / len(CHOOSING)
    factor = min(choice, key=choice.get)
    results, losses = drives(phi, begin + task, overrides, horizon, seeds, rate * factor, teacher)
    mine = {'training loss': finals(losses['imitator'], horizon), 'test loss': [result['testLoss'] for result in results['imitator']]}
    found = {'task': task, 'horizon': horizon, 'seeds': seeds, 'phi sha256': e.sha256(file_of(phi)), 'rate': rate * factor, 'factor': factor, 'choice': choice, 'teacher': teacher,
             'diverged': sum(result['firstBadStep'] is not None for result in results['imitator']), 'imitator': mine}
    if teacher and not found['diverged']:
        theirs = {'training loss': finals(losses['teacher'], horizon), 'test loss': [result['testLoss'] for result in results['teacher']]}
        found['tuned teacher'] = theirs
        found['ln ratio'] = {key: paired(mine[key], theirs[key]) for key in mine}
        found['steps to best'] = steps_to(mean_curve(losses['imitator']), horizon, sum(theirs['training loss']) / count)
        _, losses_beside = drives(phi, begin + task + '-constant', overrides, horizon, seeds, rate * factor, constant)
        found['curves'] = {'imitator': curve(losses['imitator']), 'tuned teacher': curve(losses['teacher']), 'constant teacher': curve(losses_beside['teacher'])}
        slow = finals(losses_beside['teacher'], horizon)
        found['steps to constant'] = steps_to(mean_curve(losses['imitator']), horizon, sum(slow) / count)
    e.write(begin + task, {**found, **e.provenance(started)})


def trial(phi, rate):
    """The look at the tasks for the choice between φ; the names of its files begin with that of φ, its hash, and with the rate if it is not its own."""
    at = f'-{rate}' if rate else ''
    return TRIAL_TASKS, f'{e.sha256(file_of(phi))[:8]}{at}-', 1001


def main(phi, which='first', rate=None):
    held_out = which != 'trial'
    if held_out:
        refuse_unless_registered()
        if rate:
            sys.exit('a look is at the own learning rate; another one is for a trial')
    tasks, begin, first = LOOKS[which] if held_out else trial(phi, rate)
    for task in tasks:
        if e.known(begin + task) is None and time.time() < e.END:
            if held_out:
                with open(LOG, 'a') as log:
                    log.write(f'{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} {which} look, {task} phi {e.sha256(file_of(phi))}\n')
            look(phi, task, tasks, begin, first, float(rate or own_rate(phi)))


if __name__ == '__main__':
    main(*sys.argv[1:])
