"""Computes the figures that the program writes into evaluation.jsonl and metrics.jsonl."""
import math

import numpy as np
import torch

from closed_loops_model import Batches, Imitator, Network, Teacher, optimizer

ROLLOUTS = ('imitator', 'teacher', 'noUpdate', 'floor')


def statistics(values):
    """Moments over n, kurtosis as the excess over a normal distribution's 3."""
    x = values.detach().numpy().astype(np.float64).ravel()
    d = x - x.mean()
    variance = (d ** 2).mean()
    return {'min': x.min(), 'max': x.max(), 'mean': x.mean(), 'variance': variance,
            'skewness': 0.0 if variance == 0 else (d ** 3).mean() / variance ** 1.5,
            'kurtosis': 0.0 if variance == 0 else (d ** 4).mean() / variance ** 2 - 3}


def relative_error(u, predicted):
    return ((u - predicted) / (u + 1e-8)).abs()  # [L1]


def imitation_loss(config, u, predicted):
    """u, predicted [T, R, P] -> the mean over the replicas"""
    if config['training']['loss'] == 'relative':
        return ((u - predicted) / (u + 1e-8)).pow(2).sum((0, 2)).sqrt().mean()  # [L1]
    huber = lambda e: e.abs().clamp(max=1) * (e.abs() - e.abs().clamp(max=1) / 2)
    rate = next(iter(config['teacher'].values()))['learningRate']
    e = (u - predicted) / (u.abs() + config['training'].get('huberFloor', 0.05) * rate)  # [L2]
    return huber(e).mean()


class Task:
    """A trial's config and its draws, in one precision."""

    def __init__(self, config, draws, dtype):
        self.config, self.draws, self.dtype = config, draws, dtype
        self.name = config['name'].rsplit('-', 1)[0]
        self.seeds = config['evaluation']['seeds']
        test = Batches(draws, [self.name + '.test'], (-1,), dtype)
        self.test_x, self.test_y = test.x, test.y
        self.network = Network(config, test.x.shape[-1])
        self.imitator = Imitator(config, draws[config['name'] + '.phi'], dtype)

    def theta(self, names):
        return torch.cat([torch.tensor(self.draws[name + '.theta']) for name in names]).to(self.dtype)

    def score(self, theta, count):
        """theta [R, P] -> losses and accuracies over the first samples of the test set."""
        x, y = self.test_x[:count], self.test_y[:count]
        with torch.no_grad():
            loss, right = self.network.losses(theta, x.expand(len(theta), *x.shape), y.expand(len(theta), *y.shape))
        return loss.double().numpy(), right.numpy()


def train(task):
    """A whole meta-training, which leaves its weights in task.imitator -> the lines of metrics.jsonl"""
    t = task.config['training']
    steps, replicas, batch = t['unroll'], t['replicas'], task.config['optimizee']['batch']
    name = task.config['name'] + '.training'
    batches = Batches(task.draws, [name], (t['metaSteps'], replicas, steps, batch), task.dtype)
    begins = task.draws[name + '.begins'].reshape(-1, replicas)
    begun = task.theta([name])
    p = begun.shape[1]
    begun = iter(begun)
    theta = torch.zeros(replicas, p, dtype=task.dtype)
    teachers = [None] * replicas
    carry = task.imitator.fresh(replicas * p, theta)
    meta = optimizer(t['metaOptimizer'], task.imitator.weights)
    full = next(iter(t['metaOptimizer'].values()))['learningRate']
    lines, kept = [], []
    for m in range(t['metaSteps']):
        for r in np.flatnonzero(begins[m]):
            theta[r] = next(begun)
            teachers[r] = Teacher(task.config['teacher'], p, task.dtype)
            empty = task.imitator.fresh(p, theta)
            for key in ('h', 'c'):
                for old, new in zip(carry[key], empty[key]):
                    old[:, r * p:(r + 1) * p] = new
            for old, new in zip([carry['last']] + carry['moments'] + carry['ones'],
                                [empty['last']] + empty['moments'] + empty['ones']):
                old[r * p:(r + 1) * p] = new
        g, u, losses = [], [], []
        for k in range(steps):
            loss, gradient = task.network.gradient(theta, *batches.at(m, slice(None), k))
            g.append(gradient)
            u.append(torch.stack([teacher.update(row) for teacher, row in zip(teachers, gradient)]))
            losses.append(loss.double().mean().item())
            theta = theta + u[-1]
        g, u = torch.stack(g), torch.stack(u)
        predicted = task.imitator.unroll(g.reshape(steps, -1), carry).reshape(u.shape)
        loss = imitation_loss(task.config, u, predicted)
        rate = full if t['schedule'] == 'constant' else full * 0.5 * (1 + math.cos(math.pi * m / t['metaSteps']))
        meta.param_groups[0]['lr'] = rate
        meta.zero_grad()
        loss.backward()
        meta.step()
        kept.append((loss.item(), losses[0], losses[-1]))
        if (m + 1) % t['logEvery'] == 0:
            mean = np.mean(kept, 0)
            kept = []
            line = {'metaStep': m + 1, 'imitationLoss': mean[0], 'modelLossFirst': mean[1], 'modelLossLast': mean[2],
                    'learningRate': rate}
            if (m + 1) % t['diagnosticsEvery'] == 0:
                line['diagnostics'] = {
                    'relativeError': statistics(relative_error(u, predicted)), 'gradients': statistics(g),
                    'teacherUpdates': statistics(u), 'predictedUpdates': statistics(predicted)}
            lines.append(line)
    return lines


class Loop:
    """One driving optimizer on every seed at once, and its results: theta, u, predicted [steps, S, P], cell [steps, S, P, H]."""

    def __init__(self, task, rollout, steps):
        e = task.config['evaluation']
        self.rollout, s = rollout, len(task.seeds)
        names = [f'{task.name}.{seed}' for seed in task.seeds]
        batches = Batches(task.draws, names, (s, -1, task.config['optimizee']['batch']), task.dtype)
        theta = task.theta(names)
        p = theta.shape[1]
        teacher = Teacher(task.config['teacher'], theta.shape, task.dtype, 1.0001 if rollout == 'floor' else 1.0)
        carry = task.imitator.fresh(s * p, theta)
        keep = 1 - e.get('weightDecay', 0)
        rows = {'losses': [], 'u': [], 'predicted': [], 'theta': [], 'cell': []}
        for t in range(steps):
            loss, g = task.network.gradient(theta, *batches.at(slice(None), t))
            u = teacher.update(g)
            if rollout == 'floor':  # needs no predictions of an imitator
                predicted = torch.zeros_like(u)
            else:
                with torch.no_grad():
                    predicted = task.imitator.unroll(g.reshape(1, -1), carry).reshape(u.shape)
            if rollout != 'noUpdate':
                theta = theta * keep + (predicted if rollout == 'imitator' else u)
            cell = task.imitator.cells(carry).reshape(s, p, -1)
            for key, value in zip(rows, (loss, u, predicted, theta, cell)):
                rows[key].append(value)
        self.losses, self.u, self.predicted, self.theta, self.cell = (torch.stack(row) for row in rows.values())

    def agreement(self, seed, first, last):
        """Over the steps first < t <= last; None without predictions."""
        if self.rollout == 'floor':
            return {'relativeError': None, 'cosine': None, 'bias': None}
        u, d = self.u[first:last, seed], self.predicted[first:last, seed]
        total = lambda x: x.sum(1).double().sum().item()
        truth = total(u * u)
        return {'relativeError': math.sqrt(total((d - u) ** 2) / truth),
                'cosine': total(d * u) / math.sqrt(truth * total(d * d)),
                'bias': total(d - u) / total(u.abs())}


def window(end):
    return 500 if end >= 1000 else max(1, end // 2)


def evaluation(task, loops, steps, horizons):
    """rollouts by driving optimizer -> the lines of evaluation.jsonl, in the program's order"""
    return [line for s in range(len(task.seeds)) for rollout in ROLLOUTS
            for line in ride(task, loops[rollout], s, steps, horizons)]


def ride(task, loop, s, steps, horizons):
    e = task.config['evaluation']
    head = {'seed': task.seeds[s], 'rollout': loop.rollout}
    lines, most, before = [], 0.0, 0
    for at in sorted(set(range(e['everySteps'], steps, e['everySteps'])) | {steps}):
        loss, accuracy = task.score(loop.theta[at - 1, s:s + 1], e['batch'])
        span = loop.agreement(s, before, at)
        u, predicted = loop.u[at - 1, s], loop.predicted[at - 1, s]
        cell = statistics(loop.cell[at - 1, s].abs())
        most = max(most, cell['max'])
        lines.append({'kind': 'point', **head, 'step': at, 'testLoss': loss[0], 'testAccuracy': accuracy[0],
                      'relativeDifference': span['relativeError'], 'bias': span['bias'],
                      'theta': statistics(loop.theta[at - 1, s].abs()), 'cell': cell,
                      'relativeError': statistics(relative_error(u, predicted))})
        if loop.rollout == 'floor':  # here [L1] is 1 except for rounding, so its distribution has no shape
            del lines[-1]['relativeError']['skewness'], lines[-1]['relativeError']['kurtosis']
        before = at
        if at in horizons or at == steps:
            gap = min(50, max(1, at // 20))
            points = [] if loop.rollout == 'floor' else [at - gap * k for k in (4, 3, 2, 1, 0)]
            of_points = task.score(loop.theta[[n - 1 for n in points], s], 2000) if points else ([], [])
            mean = task.score(loop.theta[at - window(at):at, s].mean(0, keepdim=True), None)
            end = task.score(loop.theta[at - 1, s:s + 1], None)
            training = loop.losses[at - window(at):at, s].double().mean().item()
            figures = {'firstBadStep': None, 'trainingLoss': training, 'testLoss': end[0][0], 'testAccuracy': end[1][0],
                       'meanLoss': mean[0][0], 'meanAccuracy': mean[1][0], 'pointLosses': list(of_points[0]),
                       'pointAccuracies': list(of_points[1]), **loop.agreement(s, 0, at), 'maxCell': most,
                       'meanTheta': lines[-1]['theta']['mean']}
            lines.append({'kind': 'horizon' if at < steps else 'result', **head, 'step': at, **figures})
    return lines
