"""Evolution in PyTorch, in double precision: four small trainings on the half-plane, one with each estimator [L7], one with a fading share of
imitation [L8], and one whose imitator gives tensors factors [I25]; it includes Philox's random numbers.

Run from the repository's root: python3 peers/evolution.py --out runner/src/test/resources/evolution, or --check with this folder. Written from
docs/imitation.md; theta, batches, horizons and perturbations are drawn again here, since every random number is a function of its place.
"""
import argparse
import json
import math
import os

import numpy as np
import torch

from closed_loops_model import Imitator, Network

INIT, BATCH, PHI, HALF_PLANE, PERTURBATION, HORIZON = 1, 2, 3, 4, 9, 10
TASK = {'optimizee': {}, 'teacher': {'sgd': {'learningRate': 0.1}}, 'imitator': {'hidden': [2], 'features': 'gradient', 'head': 'gated'}}
SCALING = {**TASK, 'imitator': {'hidden': [2], 'features': 'gradient', 'head': 'zero-out'}}  # followed by [I25]; its gain is the teacher's rate
TENSORS, GAIN = [0, 8, 12, 16, 17], 0.1  # offsets of the half-plane's weights and biases
SEED, COUNT, SIZE, PAIRS, SIGMA, WINDOW, SHORTEST, LONGEST, OFFSET, CAP = 7, 1000, 4, 3, 0.01, 3, 6, 12, 0.02, 5.0
RATE, META_STEPS = 0.02, 6
DIRECTION, FARTHEST, TEACHER = 0.7, 5.0, 0.1
# Estimator, the initial share of imitation, which is 0 from meta-step 4 on, and the number of weights of φ; with factors two of them are exponents.
TRAININGS = {'nres': ('nres', 0.0, 40), 'pes': ('pes', 0.0, 40), 'share': ('nres', 0.8, 40), 'tensors': ('nres', 0.0, 48)}


def words(seed, stream, episode, step, n):
    """Philox4x32-10 under the key seed: word i is number i % 4 of the block with the counter (i / 4, step, episode, stream)."""
    mask = np.uint64(0xFFFFFFFF)
    blocks = (n + 3) // 4
    c = [np.arange(blocks, dtype=np.uint64)] + [np.full(blocks, x, dtype=np.uint64) for x in (step, episode, stream)]
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(b >> np.uint64(32)) ^ c[1] ^ np.uint64(k0), b & mask, (a >> np.uint64(32)) ^ c[3] ^ np.uint64(k1), a & mask]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack(c, 1).reshape(-1)[:n]


def uniform(drawn):
    return (drawn >> np.uint64(8)).astype(np.float64) / 2 ** 24


def below(n, drawn):
    return (drawn * np.uint64(n)) >> np.uint64(32)


def batch(episode, step):
    rows = below(COUNT, words(SEED, BATCH, episode, step, SIZE)).astype(np.int64)
    points = uniform(words(0, HALF_PLANE, 0, 0, 2 * COUNT)).reshape(-1, 2) * 5
    x = torch.tensor(points[rows])[None]
    return x, (x.sum(2) > 5).long()


def theta(episode):
    drawn = uniform(words(SEED, INIT, episode, 0, 17))
    bounds = np.array([1 / math.sqrt(2)] * 12 + [1 / math.sqrt(4)] * 5)
    return torch.tensor((2 * drawn - 1) * bounds)[None]


def perturbation(episode, window, weights):
    u = uniform(words(SEED, PERTURBATION, episode, window, 2 * weights)).reshape(-1, 2)
    return SIGMA * np.sqrt(-2 * np.log(1 - u[:, 0])) * np.cos(2 * np.pi * u[:, 1])


def windows(episode):
    steps = SHORTEST * (LONGEST / SHORTEST) ** uniform(words(SEED, HORIZON, episode, 0, 1))[0]
    return max(1, math.floor(steps / WINDOW + 0.5))


def scaled(update, theta, alpha, beta):
    """[I25]"""
    parts = []
    for begin, end in zip(TENSORS, TENSORS[1:]):
        u, w = (x[:, begin:end].square().mean().sqrt().item() for x in (update, theta))
        power = beta * math.log(max(16 * w, 2 ** -12)) - alpha * math.log(max(u / GAIN, math.exp(-16)))
        parts.append(update[:, begin:end] * math.exp(max(-16, min(16, power))))
    return torch.cat(parts, 1)


class Particle:
    def __init__(self, episode):
        self.episode, self.step, self.theta, self.carry = episode, 0, theta(episode), None

    def run(self, phi, share):
        """-> mean over a window of [L6], with that share of [L8]"""
        factors = len(phi) == 48
        network = Network(TASK, 2)
        imitator = Imitator(SCALING, phi[:46], torch.float64) if factors else Imitator(TASK, phi, torch.float64)
        total = 0.0
        for _ in range(WINDOW):
            loss, g = network.gradient(self.theta, *batch(self.episode, self.step), None)
            if self.carry is None:
                self.carry = imitator.fresh(g.shape[1], g)
            with torch.no_grad():
                update, u = imitator.unroll(g, self.carry), -TEACHER * g
                if factors:
                    update = scaled(update, self.theta, *phi[46:])
                self.theta = self.theta + update
            cosine = (update * u).sum() / (update.norm() * u.norm())
            size = min(abs(math.log(update.norm() / u.norm())), FARTHEST)
            f = loss.item()
            total += (1 - share) * math.log((f if f < CAP else CAP) + OFFSET)
            total += share * (DIRECTION * (1 - cosine.item()) + (1 - DIRECTION) * size)
            self.step += 1
        return total / WINDOW


def train(estimator, share, weights):
    """-> phi before each meta-step and after the last, and the mean objective of each meta-step"""
    phi = ((2 * uniform(words(SEED, PHI, 0, 0, weights)) - 1) / math.sqrt(2))
    phis, counted = [phi], []
    places = []
    for i in range(PAIRS):
        whole = windows(i)
        places.append({'episode': i, 'window': 0, 'windows': 1 + int(below(whole, words(SEED, HORIZON, i, 0, 2)[1]))})
    for step in range(META_STEPS):
        gradient, total = np.zeros(weights), 0.0
        for place in places:
            if place['window'] == 0:
                place['pair'] = [Particle(place['episode']), Particle(place['episode'])]
                place['sum'] = np.zeros(weights)
            if place['window'] == 0 or estimator == 'pes':
                place['fresh'] = perturbation(place['episode'], place['window'], weights)
                place['sum'] = place['sum'] + place['fresh']
            plus, minus = (particle.run(phi + sign * place['fresh'], share * max(0, 1 - step / 4)) for particle, sign in zip(place['pair'], (1, -1)))
            gradient += (plus - minus) / (2 * SIGMA ** 2) * place['sum'] / PAIRS
            total += (plus + minus) / 2 / PAIRS
            place['window'] += 1
            if place['window'] == place['windows']:
                episode = place['episode'] + PAIRS
                place.update(episode=episode, window=0, windows=windows(episode))
        phi = phi - RATE * gradient
        phis.append(phi)
        counted.append(total)
    return {'phi': [[float(f'{x:.9g}') for x in row] for row in phis], 'counted': [float(f'{x:.9g}') for x in counted]}


def main():
    parser = argparse.ArgumentParser()
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument('--out', help='folder to write to')
    where.add_argument('--check', help='folder whose files are to be the same, but for rounding')
    options = parser.parse_args()
    for name, training in TRAININGS.items():
        made = train(*training)
        if options.out:
            os.makedirs(options.out, exist_ok=True)
            with open(f'{options.out}/{name}.json', 'w') as file:
                file.write(json.dumps(made, indent=1) + '\n')
        else:
            kept = json.load(open(f'{options.check}/{name}.json'))
            worst = max(np.abs(np.array(kept[key]) - np.array(made[key])).max() for key in made)
            print(f'{name}: {worst:.1e}')
            if worst > 1e-6:
                raise SystemExit(f'{name}.json differs by {worst:.1e}')


if __name__ == '__main__':
    main()
