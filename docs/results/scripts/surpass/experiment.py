"""The experiment of docs/results/surpass.md: python3 docs/results/scripts/surpass/experiment.py teachers | stage1 | stage2

Run by docs/results/scripts/surpass.sh, which gives the path of the program. Each run writes a small JSON file to docs/results/surpass and is never repeated; after PIECE
seconds no further run starts. tables.py needs only these files.
"""
import concurrent.futures, datetime, hashlib, json, math, os, subprocess, sys, time

HERE = os.path.join('docs', 'results', 'surpass')
CONFIGS = os.path.join('docs', 'results', 'scripts', 'surpass')
BASE, TASK = os.path.join(CONFIGS, 'base.yaml'), os.path.join(CONFIGS, 'task.yaml')
RUNS = os.environ.get('RUNS', 'runs')
END = time.time() + float(os.environ.get('PIECE', 1e9))
BUDGET = int(float(os.environ.get('BUDGET', 1.5e6)))  # gradient evaluations of a run: cloning counts, validation does not
TASKS, PAIRS, WINDOW, CLONING, UNROLL, REPLICAS = 4, 4, 50, 500, 20, 4
EACH = TASKS * 2 * PAIRS * WINDOW  # gradient evaluations of a meta-step of evolution
CLONED = {'clone': 0.01, 'gentle-clone': 0.01, 'bad-clone': 0.001, 'backprop': 0.01}  # the learning rate of the cloned teacher
CLONING_RATE = {'gentle-clone': 0.03}  # the meta-optimizer's, if it differs from clone.yaml's
FADE = 'training.objective.evolution.imitation.'


def evolution_steps(arm):
    return (BUDGET - (CLONING * UNROLL if arm in CLONED else 0)) // EACH


ARMS = {  # overrides of base.yaml; CLONE is the trial from which it starts
    'clone': ['imitator.pretrained=CLONE'],
    'gentle-clone': ['imitator.pretrained=CLONE'],
    'random': ['imitator.start=random'],
    'scaled': ['imitator.start=scaled'],
    'exact': ['imitator.start=teacher'],
    'bad-clone': ['imitator.pretrained=CLONE', 'imitator.gain=0.001'],
    'fading': ['imitator.start=random', FADE + 'from=1', FADE + 'to=0', f'{FADE}begin={evolution_steps("fading") // 20}', f'{FADE}end={evolution_steps("fading") // 2}'],
    'schedule': ['imitator.start=teacher', 'training.objective.evolution.learns=schedule'],
    'backprop': ['imitator.pretrained=CLONE'],
}
RATES = {arm: [0.001, 0.003, 0.01] for arm in ARMS}
RATES['backprop'] = [0.0001, 0.0003, 0.001]
STAGE1, STAGE2 = [1, 2], list(range(11, 21))  # meta-seeds
RACING = ['random', 'scaled', 'exact']  # of stage 2, in addition to the better one of these
CLONES = ['clone', 'gentle-clone']
VALIDATION = {  # the samples with which base.yaml validates
    'mnist-relu': ('mnist', 'relu', 20000, 40000), 'mnist-tanh': ('mnist', 'tanh', 20000, 40000),
    'digits-relu': ('digits', 'relu', 3000, 6000), 'digits-tanh': ('digits', 'tanh', 3000, 6000)}


def program(*arguments):
    command = ['java', *os.environ['VECTORS'].split(), '-cp', os.environ['CLASSES'], 'dev.understudy.cli.Main', *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f'{" ".join(arguments)}\n{done.stdout}{done.stderr}')
    return done.stdout


def options(*overrides):
    return [part for override in overrides for part in ('-o', override)]


def run(config, name, seed, *overrides):
    """Trains, with the shortest possible evaluation. -> the trial's directory"""
    program('run', config, '--runs', RUNS, '-q', *options(f'name={name}', f'seed={seed}', 'threads=1', 'evaluation.steps=50', *overrides))
    return os.path.join(RUNS, name, f'seed-{seed}')


def validated(trial):
    """-> [meta-steps, V] of every validation"""
    with open(os.path.join(trial, 'metrics.jsonl')) as lines:
        return [[found['metaStep'], found['loss']] for line in lines for found in json.loads(line).get('validation', [])]


def sha256(file):
    with open(file, 'rb') as content:
        return hashlib.sha256(content.read()).hexdigest()


def known(name):
    file = os.path.join(HERE, name + '.json')
    return json.load(open(file)) if os.path.exists(file) else None


def write(name, content):
    file = os.path.join(HERE, name + '.json')
    with open(file + '.part', 'w') as out:
        json.dump(content, out)
        out.write('\n')
    os.replace(file + '.part', file)
    print(f'{datetime.datetime.now():%H:%M:%S} {name}', file=sys.stderr, flush=True)


def provenance(started):
    commit = subprocess.run(['git', 'rev-parse', 'HEAD'], stdout=subprocess.PIPE, text=True).stdout.strip()
    return {'date': f'{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M}', 'seconds': round(time.time() - started), 'commit': commit}


def name_of(arm, rate, seed):
    return f'{arm}-{rate:g}-{seed}'


def trained(arm, rate, seed):
    """One run of an arm: the validation losses, by the number of gradient evaluations."""
    started, before = time.time(), 0
    overrides = [f'training.metaOptimizer.adam.learningRate={rate:g}']
    clone = None
    if arm in CLONED:
        clone = run(os.path.join(CONFIGS, 'clone.yaml'), f'start-{arm}-{rate:g}', seed, f'teacher.adam.learningRate={CLONED[arm]:g}', f'training.metaSteps={CLONING}',
                    *([f'training.metaOptimizer.adam.learningRate={CLONING_RATE[arm]:g}'] if arm in CLONING_RATE else []))
        before = CLONING * UNROLL
    overrides += [override.replace('CLONE', clone or '') for override in ARMS[arm]]
    if arm == 'backprop':
        steps = (BUDGET - before) // (REPLICAS * (UNROLL + 1))
        trial = run(os.path.join(CONFIGS, 'backprop.yaml'), f'{arm}-{rate:g}-trained', seed, *overrides, f'training.metaSteps={steps}')
        judged = run(BASE, f'{arm}-{rate:g}', seed, f'imitator.pretrained={trial}', 'training.metaSteps=1')  # for the validation at its start
        points = [[before + steps * REPLICAS * (UNROLL + 1), validated(judged)[0][1]]]
    else:
        trial = run(BASE, f'{arm}-{rate:g}', seed, *overrides, f'training.metaSteps={evolution_steps(arm)}')
        points = [[before + step * EACH, loss] for step, loss in validated(trial)]
    write(name_of(arm, rate, seed), {'arm': arm, 'rate': rate, 'seed': seed, 'budget': BUDGET, 'validation': points, 'phi sha256': sha256(os.path.join(trial, 'phi.safetensors')),
                                     **provenance(started)})


def tuned(name, *overrides, horizon=1000, more=()):
    """A teacher tuned on a task: for every schedule the best rate by the mean batch loss of the last tenth, which is the measure of validation too."""
    started = time.time()
    program('tune', TASK, '--runs', RUNS, '-q', '--horizon', str(horizon), *more, *options(f'name={name}', *overrides))
    with open(os.path.join(RUNS, name, f'tuned-adam-{horizon}', 'tuned.json')) as file:
        tuned = json.load(file)
    best = {}
    for candidate in tuned['candidates']:
        schedule, loss = candidate['schedule'], candidate['batchLoss']['mean']
        if not candidate['diverged'] and (schedule not in best or loss < best[schedule]['loss']):
            best[schedule] = {'rate': candidate['learningRate'], 'loss': loss, 'standard error': candidate['batchLoss']['standardError']}
    write(name, {'teacher': tuned['teacher'], 'horizon': horizon, 'rates': tuned['rates'], 'seeds': tuned['seeds'], 'best': best, **provenance(started)})


def work(pieces):
    """Runs the pieces, [(name, function)]: one per core at once, and none starts after the time is over."""
    def one(piece):
        name, function = piece
        if known(name) is None and time.time() < END:
            function()
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('WORKERS', os.cpu_count()))) as workers:
        list(workers.map(one, pieces))


def teachers():
    work([('teacher-' + name, lambda name=name, task=task: tuned(
        'teacher-' + name, f'data.dataset={task[0]}', f'data.from={task[2]}', f'data.to={task[3]}', f'optimizee.layers=[{{dense: 32}}, {task[1]}, {{dense: 10}}]'))
        for name, task in VALIDATION.items()])


def stage(runs):
    work([(name_of(*run), lambda run=run: trained(*run)) for run in runs])


def stage1():
    stage([(arm, rate, seed) for last in (False, True) for seed in STAGE1 for arm in ARMS for rate in RATES[arm] if (arm == 'backprop') == last])


def best_validation(run):
    return min(loss for _, loss in run['validation'])


def chosen(arm):
    """The meta-learning rate of stage 1 with the lowest best validation loss, geometric mean over the meta-seeds; None if a run is missing."""
    runs = {rate: [known(name_of(arm, rate, seed)) for seed in STAGE1] for rate in RATES[arm]}
    if any(run is None for found in runs.values() for run in found):
        return None
    return min(runs, key=lambda rate: sum(math.log(best_validation(run)) for run in runs[rate]))


def stage1_loss(arm):
    """The loss by which an arm's rate is chosen, at this rate."""
    return sum(math.log(best_validation(known(name_of(arm, chosen(arm), seed)))) for seed in STAGE1)


def racing():
    """The arms of stage 2, the clone first; empty until stage 1 is complete."""
    missing = [arm for arm in CLONES + RACING if chosen(arm) is None]
    if missing:
        sys.exit('stage 1 is not complete: ' + ', '.join(missing))
    return [min(CLONES, key=stage1_loss), *RACING]


def stage2():
    stage([(arm, chosen(arm), seed) for seed in STAGE2 for arm in racing()])


if __name__ == '__main__':
    {'teachers': teachers, 'stage1': stage1, 'stage2': stage2}[sys.argv[1]]()
