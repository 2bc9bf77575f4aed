"""Known answers for closed loops: what PyTorch makes of the program's own draws, as files that the program's tests read.

  python3 peers/closed_loops.py            writes them again, into runner/src/test/resources/closed-loops
  python3 peers/closed_loops.py --check    makes them and compares; one line for each difference, and then exit code 1

It needs PyTorch with its dependencies, and no part of the program. It reads a config for each trial and draws.safetensors, which
holds all random numbers of the program; `mvn -pl runner test -Dtest=DrawsTest -Dclosed-loops.write=true` writes that file.

Every trial is computed in float32 and in float64. The float64 figures are the expected ones; the tolerance of a figure is ten times
the largest difference between the two over the seeds and steps of one driving optimizer. A tolerance below FLOOR becomes FLOOR, since
the number of roundings may differ by chance: about 16 units in the last place of float32, of which the imitator's rational tanh [I3]
alone has 7. If a tolerance is above 1e-3, the generator refuses the trial. Texts are made from the expected figures, so the program
must make exactly these texts from these figures. Texts that would change if all figures were off by ten times their difference are
marked as open: a float32 program may round them the other way. No file is written if many texts are open, or many statistics left
out. A change of a text in the program needs the same change in closed_loops_texts.py.
"""
import argparse
import json
import math
from pathlib import Path
import struct
import sys

import numpy as np
import torch
import yaml

from closed_loops_figures import ROLLOUTS, Loop, Task, evaluation, train
from closed_loops_model import read_safetensors
from closed_loops_texts import Trial
from closed_loops_tolerances import FACTOR, FLOOR, MOST, errors, leave_out_unknown, leaves, off_losses, shifted, tolerances

FOLDER = Path(__file__).resolve().parent.parent / 'runner/src/test/resources/closed-loops'
TRIALS = ('half-plane-sgd', 'half-plane-adam', 'digits-momentum')


def figures(trial, draws, dtype):
    """-> name -> (lines of metrics, lines of the evaluation, losses by driving optimizer), also for the same rollouts up to step 1,000"""
    config = yaml.safe_load((FOLDER / f'{trial}.yaml').read_text())
    task = Task(config, draws, dtype)
    metrics = train(task)
    steps, horizons = config['evaluation']['steps'], config['evaluation']['horizons']
    loops = {rollout: Loop(task, rollout, steps) for rollout in ROLLOUTS}
    losses = {rollout: loop.losses.T.double().numpy() for rollout, loop in loops.items()}  # [seeds, steps]
    judged = {trial: (config, metrics, evaluation(task, loops, steps, horizons), losses)}
    if steps > 1000:
        at_1000 = [line for line in evaluation(task, loops, 1000, horizons[:1]) if line['kind'] != 'point']
        judged[trial + '-1000'] = (config, [], at_1000, None)
    return judged


def texts(name, config, metrics, lines):
    """-> the texts, by place; the last line of the evaluation, which has the verdict"""
    trial = Trial(name, config, lines, metrics)
    said = {'console': trial.console(), 'coloured': trial.coloured(), 'page': trial.page(), 'row': trial.side_by_side()}
    return said, trial.verdict()


def open_texts(said, others):
    """Places in the flat list of texts at which any of the other lists differs."""
    return sorted({i for other in others for i, (a, b) in enumerate(zip(flat(said), flat(other))) if a != b})


def expected(trial, draws, committed):
    """committed: the files' contents by name, empty to write -> the new contents; losses by tensor name; the errors"""
    rough, fine = figures(trial, draws, torch.float32), figures(trial, draws, torch.float64)
    files, tensors, wrong = {}, {}, []
    for name, (config, metrics, lines, losses) in fine.items():
        _, rough_metrics, rough_lines, rough_losses = rough[name]
        moved = [texts(name, config, shifted(metrics, rough_metrics, f), shifted(lines, rough_lines, f))[0]
                 for f in (-FACTOR, FACTOR)]
        _, rough_verdict = texts(name, config, rough_metrics, rough_lines)
        there = committed[name]['evaluation'][:-1] + committed[name]['metrics'] if name in committed else []
        dropped = leave_out_unknown(lines + metrics, rough_lines + rough_metrics, there)
        said, verdict = texts(name, config, rounded(metrics), rounded(lines))
        unsettled = {part: open_texts(said[part], [other[part] for other in moved]) for part in ('console', 'page', 'row')}
        tolerance = tolerances(lines + [verdict] + metrics, rough_lines + [rough_verdict] + rough_metrics, losses, rough_losses)
        wrong += [f'{name}: {k} would need a tolerance of {v:.1e}' for k, v in tolerance.items() if v > MOST]
        files[name] = rounded({'tolerances': tolerance, 'left out': dropped, **said, 'open': unsettled, 'metrics': metrics,
                               'evaluation': lines + [verdict]})
        for rollout, values in (losses or {}).items():
            tensors[f'{name}.{rollout}'] = np.ascontiguousarray(values, np.float32)
    return files, tensors, wrong


def too_many(name, file):
    """Refuses too many left-out statistics or open texts."""
    numbers = sum(1 for line in file['evaluation'] + file['metrics'] for _ in leaves(line))
    if file['left out'] > numbers / 20:
        yield f'{name}: {file["left out"]} of {numbers} figures left out'
    for part, places in file['open'].items():
        if len(places) > len(flat(file[part])) / 10:
            yield f'{name}: {len(places)} of {len(flat(file[part]))} texts of {part} are open'


def flat(node):
    """Every text of a tree, in its order."""
    if isinstance(node, (dict, list)):
        return [leaf for value in (node.values() if isinstance(node, dict) else node) for leaf in flat(value)]
    return [node]


def rounded(node):
    """Rounds to nine digits, which distinguish any two numbers of float32."""
    if isinstance(node, dict):
        return {name: rounded(value) for name, value in node.items()}
    if isinstance(node, list):
        return [rounded(value) for value in node]
    return float(f'{node:.9g}') if isinstance(node, float) else node


def text(node):
    """JSON with one line for every line of the program's files and for every table row."""
    parts = []
    for name, value in node.items():
        if isinstance(value, list):
            value = '[\n' + ',\n'.join(json.dumps(item, ensure_ascii=False) for item in value) + '\n]'
        else:
            value = json.dumps(value, ensure_ascii=False, indent=1)
        parts.append(f'{json.dumps(name)}: {value}')
    return '{\n' + ',\n'.join(parts) + '\n}\n'


def write_safetensors(path, tensors):
    header, at = {}, 0
    for name, a in tensors.items():
        header[name] = {'dtype': 'F32', 'shape': list(a.shape), 'data_offsets': [at, at + a.nbytes]}
        at += a.nbytes
    head = json.dumps(header).encode()
    head += b' ' * (-len(head) % 8)
    path.write_bytes(struct.pack('<Q', len(head)) + head + b''.join(a.tobytes() for a in tensors.values()))


def differences(name, committed, made):
    """Differences between two float64 results, which are equal on any machine but for the last digits; it also finds tolerances changed by hand."""
    allowed = committed['tolerances']
    if sorted(allowed) != sorted(made['tolerances']) or not all(FLOOR <= v <= MOST for v in allowed.values()):
        yield f'{name}: its tolerances are of other figures, or beyond {FLOOR} to {MOST}'
    yield from (f'{name}: the tolerance of {k} is {allowed[k]}; made again, it is {v}'
                for k, v in made['tolerances'].items() if allowed.get(k, 0) > 10 * v)
    for part in ('console', 'coloured', 'page', 'row'):
        yield from (f'{name}: says {a!r}; made again, {b!r}' for a, b in zip(flat(committed[part]), flat(made[part])) if a != b)
    if committed['left out'] != made['left out']:
        yield f'{name}: leaves out {committed["left out"]} figures; made again, {made["left out"]}'
    for part in ('metrics', 'evaluation'):
        if shape(committed[part]) != shape(made[part]):
            yield f'{name}: {part} has other lines or other fields'
        else:
            yield from (f'{name}: {k} differs by {off:.1e}' for k, off in errors(committed[part], made[part]) if not off <= FLOOR)


def shape(node):
    """A tree with its keys and all values that must be equal: all but numbers with a fraction."""
    if isinstance(node, dict):
        return {k: shape(v) for k, v in node.items()}
    return [shape(v) for v in node] if isinstance(node, list) else 'a number' if isinstance(node, float) else node


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--check', action='store_true')
    check = parser.parse_args().check
    torch.set_num_threads(1)
    draws = read_safetensors(FOLDER / 'draws.safetensors')
    committed = {f.stem: json.loads(f.read_text()) for f in FOLDER.glob('*.json')} if check else {}
    files, tensors, wrong = {}, {}, []
    for trial in TRIALS:
        more, losses, unfit = expected(trial, draws, committed)
        files.update(more)
        tensors.update(losses)
        wrong += [] if check else unfit
    for name, file in (committed if check else files).items():
        wrong += too_many(name, file)
    if check:
        wrong += [f'{name}.json: is not there, or should not be' for name in sorted(set(files) ^ set(committed))]
        for name in sorted(set(files) & set(committed)):
            wrong += differences(name, committed[name], files[name])
        there = read_safetensors(FOLDER / 'losses.safetensors')
        for name, made in tensors.items():
            off = off_losses(there[name], made) if there[name].shape == made.shape else math.inf
            wrong += [] if off <= FLOOR else [f'{name}: losses differ by {off:.1e}']
    elif not wrong:
        for name, made in files.items():
            (FOLDER / f'{name}.json').write_text(text(made))
        write_safetensors(FOLDER / 'losses.safetensors', tensors)
    print('\n'.join(wrong) if wrong else f'{len(files)} trials: ' + ('as committed' if check else 'written'))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
