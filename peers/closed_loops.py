"""Known answers for closed loops: what PyTorch makes of the program's own draws, as files that the program's tests read.

  python3 peers/closed_loops.py            writes them again, into runner/src/test/resources/closed-loops
  python3 peers/closed_loops.py --check    makes them and compares; one line for each difference, and then exit code 1

It needs PyTorch and what comes with it, and nothing of the program. It reads a config for each trial and draws.safetensors, which holds
all that is random, as the program draws it: `mvn -pl runner test -Dtest=DrawsTest -Dclosed-loops.write=true` writes that file.

Every trial is computed in float32 and in float64. The float64 figures are what is expected; the tolerance of a figure is ten times the
largest difference between the two over the seeds and steps of a driver. A tolerance below FLOOR becomes FLOOR, since one rounding more or
less may be luck: 16 units in the last place of float32, where the imitator's rational tanh [I3] alone has 7. Above 1e-3 there is none: the
generator refuses the trial. Texts are of the expected figures, so whoever is given these figures must say exactly that. Those that would
read otherwise if all figures were off by ten times their difference are marked as open: a float32 program may round them the other way.
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

from closed_loops_figures import DRIVERS, Loop, Task, evaluation, train
from closed_loops_model import read_safetensors
from closed_loops_texts import Trial

FOLDER = Path(__file__).resolve().parent.parent / 'runner/src/test/resources/closed-loops'
TRIALS = ('half-plane-sgd', 'half-plane-adam', 'digits-momentum')
FLOOR, FACTOR, MOST = 2.0 ** -20, 10, 1e-3
SHARES = ('skewness', 'kurtosis', 'cosine', 'bias', 'lnRatio', 'standardError')


def figures(trial, draws, dtype):
    """-> name -> (lines of metrics, lines of the evaluation, losses by driver), also for the same loops judged at step 1,000"""
    config = yaml.safe_load((FOLDER / f'{trial}.yaml').read_text())
    task = Task(config, draws, dtype)
    metrics = train(task)
    steps, horizons = config['evaluation']['steps'], config['evaluation']['horizons']
    loops = {driver: Loop(task, driver, steps) for driver in DRIVERS}
    losses = {driver: loop.losses.T.double().numpy() for driver, loop in loops.items()}  # [seeds, steps]
    judged = {trial: (config, metrics, evaluation(task, loops, steps, horizons), losses)}
    if steps > 1000:
        at_1000 = [line for line in evaluation(task, loops, 1000, horizons[:1]) if line['kind'] != 'point']
        judged[trial + '-1000'] = (config, [], at_1000, None)
    return judged


def leaves(node, path=()):
    """(path, number, the object that it is in) for every number."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (dict, list)):
            yield from leaves(value, path + (key,))
        elif isinstance(value, float):
            yield path + (key,), value, node


def scale(name, value, beside):
    """What an error is a part of: the number itself; but 1 for shares, and for a distribution's figures its mean square or the root of it."""
    if name in SHARES or value == 0:
        return max(1.0, abs(value))
    square = beside['mean'] ** 2 + beside['variance'] if 'variance' in beside else 0.0
    return max(abs(value), square if name == 'variance' else math.sqrt(square))


def key(line, path):
    """Under which name a number's tolerance stands: its driver's, and without its place in a list."""
    return '.'.join([line.get('driver', line.get('kind', 'metrics'))] + [p for p in path if isinstance(p, str)])


def errors(lines, others):
    """(key, error) of every number, and the texts beside them; a number that is not there in both is an error of its own."""
    for line, other in zip(lines, others):
        there = {path: value for path, value, _ in leaves(other)}
        for path, value, beside in leaves(line):
            off = abs(there.get(path, math.inf) - value) / scale(str(path[-1]), value, beside)
            yield key(line, path), off


def tolerances(lines, rough, losses, rough_losses):
    largest = {}
    for name, off in errors(lines, rough):
        largest[name] = max(largest.get(name, 0), off)
    for driver, values in (losses or {}).items():
        largest[driver + '.losses'] = off_losses(rough_losses[driver], values)
    return {name: max(FLOOR, FACTOR * off) for name, off in largest.items()}


def leave_out_unknown(lines, rough, committed):
    """
    Drops the shapes of [L1] that float32 does not know: the smallest updates rule them, and [L1] has its pole there. Where a
    committed file is checked, it has decided, since on another machine float32 may know a little more or less. -> how many
    """
    dropped = 0
    for i, line in enumerate(lines):
        for part in ({'relativeError': line.get('relativeError')}, line.get('diagnostics', {})):
            known = part.get('relativeError')
            if isinstance(known, dict):
                inside = (lambda x: x) if part is not line.get('diagnostics') else (lambda x: x['diagnostics'])
                there = inside(rough[i])['relativeError']
                if committed:
                    wide = [k for k in known if k not in inside(committed[i])['relativeError']]
                else:
                    wide = [k for k in known if FACTOR * abs(there[k] - known[k]) / scale(k, known[k], known) > MOST]
                    wide = wide if set(wide) <= {'skewness', 'kurtosis'} else list(known)
                for k in wide:
                    del known[k], there[k]
                dropped += len(wide)
    return dropped


def off_losses(losses, right):
    """A single batch may have a loss near 0, so an error is a part of their mean."""
    return float(np.max(np.abs(losses - right)) / np.mean(right))


def shifted(lines, rough, factor):
    """The lines with every number moved by so many times its difference."""
    if isinstance(lines, dict):
        return {name: shifted(value, rough[name], factor) for name, value in lines.items()}
    if isinstance(lines, list):
        return [shifted(value, other, factor) for value, other in zip(lines, rough)]
    return lines + factor * (rough - lines) if isinstance(lines, float) else lines


def texts(name, config, metrics, lines):
    trial = Trial(name, config, lines, metrics)
    return {'console': trial.console(), 'coloured': trial.coloured(), 'page': trial.page(), 'row': trial.side_by_side()}, trial.verdict()


def open_texts(said, others):
    """Places in the flat list of texts that differ in any of the others."""
    return sorted({i for other in others for i, (a, b) in enumerate(zip(flat(said), flat(other))) if a != b})


def expected(trial, draws, committed):
    """committed: the files' content by name, empty to write -> the same, made again; losses by tensor name; what is wrong"""
    rough, fine = figures(trial, draws, torch.float32), figures(trial, draws, torch.float64)
    files, tensors, wrong = {}, {}, []
    for name, (config, metrics, lines, losses) in fine.items():
        _, rough_metrics, rough_lines, rough_losses = rough[name]
        moved = [texts(name, config, shifted(metrics, rough_metrics, f), shifted(lines, rough_lines, f))[0]
                 for f in (-FACTOR, FACTOR)]
        _, rough_verdict = texts(name, config, rough_metrics, rough_lines)
        there = committed[name]['evaluation'][:-1] + committed[name]['metrics'] if committed else None
        dropped = leave_out_unknown(lines + metrics, rough_lines + rough_metrics, there)
        said, verdict = texts(name, config, rounded(metrics), rounded(lines))
        unsettled = {part: open_texts(said[part], [other[part] for other in moved]) for part in ('console', 'page', 'row')}
        tolerance = tolerances(lines + [verdict] + metrics, rough_lines + [rough_verdict] + rough_metrics, losses, rough_losses)
        wrong += [f'{name}: {k} would need a tolerance of {v:.1e}' for k, v in tolerance.items() if v > MOST]
        wrong += too_many(name, lines + metrics, dropped, said, unsettled)
        files[name] = rounded({'tolerances': tolerance, **said, 'open': unsettled, 'metrics': metrics, 'evaluation': lines + [verdict]})
        for driver, values in (losses or {}).items():
            tensors[f'{name}.{driver}'] = np.ascontiguousarray(values, np.float32)
    return files, tensors, wrong


def too_many(name, lines, dropped, said, unsettled):
    """What is left out or open must be the exception."""
    numbers = sum(1 for line in lines for _ in leaves(line))
    yield from [f'{name}: {dropped} of {numbers} statistics left out'] if dropped > numbers / 20 else []
    for part, places in unsettled.items():
        if len(places) > len(flat(said[part])) / 10:
            yield f'{name}: {len(places)} of {len(flat(said[part]))} texts of {part} are open'


def flat(node):
    if isinstance(node, str):
        return [node]
    if isinstance(node, (dict, list)):
        return [leaf for value in (node.values() if isinstance(node, dict) else node) for leaf in flat(value)]
    return [node]


def rounded(node):
    """To nine digits, which tell any two numbers of float32 apart."""
    if isinstance(node, dict):
        return {name: rounded(value) for name, value in node.items()}
    if isinstance(node, list):
        return [rounded(value) for value in node]
    return float(f'{node:.9g}') if isinstance(node, float) else node


def text(node):
    """JSON with a line for every line of the program's files, and for every table row."""
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
    """Of float64 from float64, which are the same on any machine but for the last digits; tolerances widened by hand are found too."""
    allowed = committed['tolerances']
    if sorted(allowed) != sorted(made['tolerances']) or not all(FLOOR <= v <= MOST for v in allowed.values()):
        yield f'{name}: its tolerances are of other figures, or beyond {FLOOR} to {MOST}'
    yield from (f'{name}: the tolerance of {k} is {allowed[k]}; made again, it is {v}'
                for k, v in made['tolerances'].items() if allowed.get(k, 0) > 10 * v)
    yield from too_many(name, committed['evaluation'], 0, committed, committed['open'])
    for part in ('console', 'coloured', 'page', 'row'):
        yield from (f'{name}: says {a!r}; made again, {b!r}' for a, b in zip(flat(committed[part]), flat(made[part])) if a != b)
    for part in ('metrics', 'evaluation'):
        if shape(committed[part]) != shape(made[part]):
            yield f'{name}: {part} has other lines'
        for k, off in errors(committed[part], made[part]):
            if not off <= FLOOR:
                yield f'{name}: {k} differs by {off:.1e}'


def shape(node):
    """All but the numbers with a fraction."""
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
    if check:
        for name, made in files.items():
            wrong += differences(name, committed[name], made)
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
