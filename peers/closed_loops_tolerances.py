"""Tolerances of a float32 program: ten times the difference between PyTorch's own float32 and float64."""
import math

import numpy as np

FLOOR, FACTOR, MOST = 1e-6, 10, 1e-3
SHARES = ('skewness', 'kurtosis', 'cosine', 'bias', 'lnRatio', 'standardError')


def leaves(node, path=()):
    """(path, number, the object that contains it) for every number."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (dict, list)):
            yield from leaves(value, path + (key,))
        elif isinstance(value, float):
            yield path + (key,), value, node


def scale(name, value, beside):
    """The divisor of a relative error: the number itself, but 1 for shares, and for a distribution's figures its mean square or its root."""
    if name in SHARES or value == 0:
        return max(1.0, abs(value))
    square = beside['mean'] ** 2 + beside['variance'] if 'variance' in beside else 0.0
    return max(abs(value), square if name == 'variance' else math.sqrt(square))


def key(line, path):
    """The name of a number's tolerance: with its driving optimizer, and without its place in a list."""
    return '.'.join([line.get('rollout', line.get('kind', 'metrics'))] + [p for p in path if isinstance(p, str)])


def errors(lines, others):
    """(key, error) of every number; the error is infinite if the other side lacks the number."""
    for line, other in zip(lines, others):
        there = {path: value for path, value, _ in leaves(other)}
        for path, value, beside in leaves(line):
            off = abs(there.get(path, math.inf) - value) / scale(str(path[-1]), value, beside)
            yield key(line, path), off


def tolerances(lines, rough, losses, rough_losses):
    """key -> ten times the largest error, but no less than FLOOR"""
    largest = {}
    for name, off in errors(lines, rough):
        largest[name] = max(largest.get(name, 0), off)
    for rollout, values in (losses or {}).items():
        largest[rollout + '.losses'] = off_losses(rough_losses[rollout], values)
    return {name: max(FLOOR, FACTOR * off) for name, off in largest.items()}


def shapes_of_relative_error(line):
    """The statistics of [L1] in a line, or None."""
    if 'diagnostics' in line:
        return line['diagnostics']['relativeError']
    return line['relativeError'] if line.get('kind') == 'point' else {}


def leave_out_unknown(lines, rough, committed):
    """
    Drops the shapes of [L1] that float32 cannot determine: the smallest updates dominate them, near the pole of [L1]. When a
    committed file is checked, the file decides, since float32 may be slightly different on another machine. -> how many
    """
    dropped = 0
    for i, (line, other) in enumerate(zip(lines, rough)):
        known, there = shapes_of_relative_error(line), shapes_of_relative_error(other)
        if len(committed) == len(lines):
            unknown = [k for k in known if k not in shapes_of_relative_error(committed[i])]
        else:
            unknown = [k for k in known if FACTOR * abs(there[k] - known[k]) / scale(k, known[k], known) > MOST]
            unknown = unknown if set(unknown) <= {'skewness', 'kurtosis'} else list(known)
        for k in unknown:
            del known[k], there[k]
        dropped += len(unknown)
    return dropped


def off_losses(losses, right):
    """Errors relative to the mean loss, since the loss of a single batch may be near 0."""
    return float(np.max(np.abs(losses - right)) / np.mean(right))


def shifted(lines, rough, factor):
    """The lines with every number moved by a multiple of its difference."""
    if isinstance(lines, dict):
        return {name: shifted(value, rough[name], factor) for name, value in lines.items()}
    if isinstance(lines, list):
        return [shifted(value, other, factor) for value, other in zip(lines, rough)]
    return lines + factor * (rough - lines) if isinstance(lines, float) else lines
