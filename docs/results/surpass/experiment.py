"""The experiment of docs/results/surpass.md, run by surpass.sh: python3 docs/results/surpass.py tune | stage1 | stage2 | heldout | table

Each run writes a small JSON under docs/results/surpass/, and is never done again; after PIECE seconds nothing more is begun. `table` needs these files alone.
"""
import concurrent.futures, datetime, hashlib, json, math, os, platform, subprocess, sys, time

HERE = os.path.join('docs', 'results', 'surpass')
BASE = os.path.join(HERE, 'base.yaml')
RUNS = os.environ.get('RUNS', 'runs')
END = time.time() + float(os.environ.get('PIECE', 1e9))
BUDGET = int(float(os.environ.get('BUDGET', 1.5e6)))  # gradient evaluations of a run, cloning counted, validation not
TASKS, PAIRS, WINDOW, CLONING, UNROLL, REPLICAS = 4, 4, 50, 500, 20, 4
EACH = TASKS * 2 * PAIRS * WINDOW  # gradient evaluations of a meta-step
STEPS = {'evolution': BUDGET // EACH, 'cloned': (BUDGET - CLONING * UNROLL) // EACH,
         'backprop': (BUDGET - CLONING * UNROLL) // (REPLICAS * (UNROLL + 1))}
FADE = 'training.objective.evolution.imitation'
ARMS = {  # overrides of base.yaml; CLONE stands for the trial that it goes on from
    'clone': ['imitator.pretrained=CLONE'],
    'random': ['imitator.start=random'],
    'scaled': ['imitator.start=scaled'],
    'exact': ['imitator.start=teacher'],
    'bad-clone': ['imitator.pretrained=CLONE'],
    'fading': ['imitator.start=random', f'{FADE}.from=1', f'{FADE}.to=0', f"{FADE}.begin={STEPS['evolution'] // 20}", f"{FADE}.end={STEPS['evolution'] // 2}"],
    'schedule': ['imitator.start=teacher', 'training.objective.evolution.learns=exponent'],
    'backprop': ['imitator.pretrained=CLONE'],
}
CLONED = {'clone': 0.01, 'bad-clone': 0.001, 'backprop': 0.01}  # the learning rate of the teacher that is cloned
RATES = [0.0003, 0.001, 0.003]
STAGE1 = [1, 2]
STAGE2 = list(range(11, 21))
CHOSEN = ['clone', 'random', 'scaled', 'exact']  # stage 2


def program(*arguments):
    command = ['java', *os.environ['VECTORS'].split(), '-cp', os.environ['CLASSES'], 'dev.understudy.cli.Main', *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f'{" ".join(arguments)}\n{done.stdout}{done.stderr}')
    return done.stdout


def options(*overrides):
    return [part for override in overrides for part in ('-o', override)]


def run(config, name, seed, *overrides):
    """Trains, and drives as little as can be; what is done is not done again. -> the trial's directory"""
    program('run', config, '--runs', RUNS, '-q', *options(f'name={name}', f'seed={seed}', 'threads=1', 'evaluation.steps=50', *overrides))
    return os.path.join(RUNS, name, f'seed-{seed}')


def validated(trial):
    """-> [meta-steps, V] of every validation"""
    with open(os.path.join(trial, 'metrics.jsonl')) as lines:
        return [[found['metaStep'], found['loss']] for line in lines for found in json.loads(line).get('validation', [])]


def sha256(file):
    with open(file, 'rb') as bytes_of:
        return hashlib.sha256(bytes_of.read()).hexdigest()


def write(name, content):
    file = os.path.join(HERE, name + '.json')
    with open(file + '.part', 'w') as out:
        json.dump(content, out, indent=1)
        out.write('\n')
    os.replace(file + '.part', file)
    print(f'{datetime.datetime.now():%H:%M:%S} {name}', file=sys.stderr, flush=True)


def known(name):
    file = os.path.join(HERE, name + '.json')
    return json.load(open(file)) if os.path.exists(file) else None


def provenance(started):
    commit = subprocess.run(['git', 'rev-parse', 'HEAD'], stdout=subprocess.PIPE, text=True).stdout.strip()
    return {'date': f'{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M}', 'seconds': round(time.time() - started), 'commit': commit,
            'machine': platform.machine()}


def name_of(arm, rate, seed):
    return f'{arm}-{rate:g}-{seed}'


def trained(arm, rate, seed):
    """One run of an arm: what it found on the validation, by the gradient evaluations that it took."""
    started = time.time()
    before = 0
    overrides = [f'training.metaOptimizer.adam.learningRate={rate:g}']
    if arm in CLONED:
        clone = run(os.path.join(HERE, 'clone.yaml'), f'{arm}-start', seed, f'teacher.adam.learningRate={CLONED[arm]:g}', f'training.metaSteps={CLONING}')
        before = CLONING * UNROLL
    overrides += [override.replace('CLONE', clone) if arm in CLONED else override for override in ARMS[arm]]
    if arm == 'backprop':
        trial = run(os.path.join(HERE, 'backprop.yaml'), f'{arm}-{rate:g}-trained', seed, *overrides, f"training.metaSteps={STEPS['backprop']}")
        judged = run(BASE, f'{arm}-{rate:g}', seed, f'imitator.pretrained={trial}', 'training.metaSteps=1')  # of its start, the validation
        points = [[before + STEPS['backprop'] * REPLICAS * (UNROLL + 1), validated(judged)[0][1]]]
    else:
        trial = run(BASE, f'{arm}-{rate:g}', seed, *overrides, f"training.metaSteps={STEPS['cloned' if arm in CLONED else 'evolution']}")
        points = [[before + step * EACH, loss] for step, loss in validated(trial)]
    write(name_of(arm, rate, seed), {'arm': arm, 'rate': rate, 'seed': seed, 'budget': BUDGET, 'validation': points,
                                     'best': min(loss for _, loss in points), 'phi sha256': sha256(os.path.join(trial, 'phi.safetensors')),
                                     **provenance(started)})


def work(pieces):
    """pieces: [(name, function)]; two at a time, but none after the time is over"""
    def one(piece):
        name, function = piece
        if known(name) is None and time.time() < END:
            function()
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('WORKERS', os.cpu_count()))) as workers:
        list(workers.map(one, pieces))


def stage(arms, rates, seeds):
    work([(name_of(arm, rate, seed), lambda arm=arm, rate=rate, seed=seed: trained(arm, rate, seed))
          for seed in seeds for rate in rates for arm in arms if not (arm == 'backprop' and rate == 'none')])


if __name__ == '__main__':
    what = sys.argv[1]
    if what == 'stage1':
        stage(ARMS, RATES, STAGE1)
