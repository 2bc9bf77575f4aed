"""The computations of a closed loop in PyTorch: the small networks, the hand-made optimizers and the imitator.

Written only from docs/imitation.md, whose tags are next to the formulas; functions of torch.nn, torch.optim and autograd are used
if they exist. All networks of a rollout are computed at once: they are the first axis, R.
"""
import json
import math
import struct

import numpy as np
import torch
from torch.nn import functional as F


def read_safetensors(path):
    """Name -> numpy array."""
    raw = open(path, 'rb').read()
    head = 8 + struct.unpack('<Q', raw[:8])[0]
    kinds = {'F32': np.float32, 'U8': np.uint8}
    arrays = {}
    for name, entry in json.loads(raw[8:head]).items():
        if name != '__metadata__':
            first, last = entry['data_offsets']
            values = np.frombuffer(raw[head + first:head + last], kinds[entry['dtype']])
            arrays[name] = values.reshape(entry['shape'])
    return arrays


class Batches:
    """The samples that the program drew, with their dropout masks, one name after the other; the caller sets the leading axes."""

    def __init__(self, draws, names, shape, dtype):
        joined = lambda part: torch.cat([torch.tensor(draws[f'{name}.{part}']) for name in names])
        x = joined('input').to(dtype)
        if f'{names[0]}.normalisation' in draws:  # bytes
            mean, std = (float(v) for v in draws[f'{names[0]}.normalisation'])
            x = (x / 255 - mean) / std  # [O1]; it keeps the maximum of a pooling window
        self.x = x.reshape(*shape, x.shape[-1])
        self.y = joined('label').long().reshape(shape)
        keep = joined('keep').to(dtype) if f'{names[0]}.keep' in draws else None
        self.keep = None if keep is None else keep.reshape(*shape, keep.shape[-1])

    def at(self, *index):
        return self.x[index], self.y[index], None if self.keep is None else self.keep[index]


class Network:
    """The layers after the pooling; the draws are already pooled. theta [R, P]: each layer's weights, row-major, then its biases."""

    def __init__(self, config, inputs):
        layers = config['optimizee'].get('layers', [{'dense': 4}, {'dense': 1}])
        self.layers = [layer for layer in layers if 'maxPool' not in layer]
        self.inputs = inputs

    def logits(self, theta, x, keep):
        """x [R, B, inputs]; keep the dropout mask [R, B, units], None in evaluation mode -> [R, B, outputs]"""
        at = 0
        for layer in self.layers:
            if layer == 'relu':
                x = torch.relu(x)  # [O3]
            elif layer == 'tanh':
                x = torch.tanh(x)  # [O7]
            elif 'dropout' in layer:
                x = x if keep is None else x * keep / (1 - layer['dropout'])  # [O4]
            else:
                units, inputs = layer['dense'], x.shape[-1]
                w = theta[:, at:at + units * inputs].reshape(-1, units, inputs)
                at += units * inputs
                x = torch.baddbmm(theta[:, None, at:at + units], x, w.transpose(1, 2))
                at += units
        return x

    def losses(self, theta, x, y, keep=None):
        """-> mean loss of each network's batch [R], and the share of correctly classified samples [R]"""
        z = self.logits(theta, x, keep)
        if z.shape[-1] == 1:  # [O6]
            z = z[..., 0]
            loss = F.binary_cross_entropy_with_logits(z, y.to(z.dtype), reduction='none')
            right = (z > 0) == (y == 1)
        else:  # [O5]
            loss = F.cross_entropy(z.transpose(1, 2), y, reduction='none')
            right = z.argmax(-1) == y
        return loss.mean(1), right.double().mean(1)

    def gradient(self, theta, x, y, keep):
        theta = theta.clone().requires_grad_()
        loss, _ = self.losses(theta, x, y, keep)
        return loss.detach(), torch.autograd.grad(loss.sum(), theta)[0]


class Teacher:
    """[T1] to [T3] by torch.optim: a parameter that is 0 before each step equals the update after it."""

    def __init__(self, rule, shape, dtype, factor=1.0):
        self.parameter = torch.zeros(shape, dtype=dtype, requires_grad=True)
        self.optimizer = optimizer(rule, [self.parameter], factor)

    def update(self, g):
        with torch.no_grad():
            self.parameter.zero_()
        self.parameter.grad = g
        self.optimizer.step()
        return self.parameter.detach().clone()


def optimizer(rule, parameters, factor=1.0):
    (name, values), = rule.items()
    rate = values['learningRate'] * factor
    if name == 'sgd':
        return torch.optim.SGD(parameters, lr=rate, momentum=values.get('momentum', 0.0))
    if name == 'adam':
        return torch.optim.Adam(parameters, lr=rate)
    raise SystemExit(f'teacher {name} has no counterpart here')


class Imitator:
    """The coordinatewise LSTM. All tensors of its carry have one row for each coordinate of each network."""

    def __init__(self, config, phi, dtype):
        c = config['imitator']
        self.moments = c.get('moments') if c['features'] == 'moments' else None
        self.gated = c['head'] == 'gated'
        self.gain = next(iter(config['teacher'].values()))['learningRate']
        inputs = 1
        if self.moments:
            firsts, seconds = len(self.moments['first']), len(self.moments['second'])
            inputs = seconds * (1 + firsts) + seconds + firsts
        self.signals = seconds * (1 + firsts) if self.moments else 1
        self.layers = []
        for size in c['hidden']:
            self.layers.append(torch.nn.LSTM(inputs, size).to(dtype))  # [I2] to [I6], rows i, f, g, o
            inputs = size
        self.weights = [p for layer in self.layers for p in layer.parameters()]
        if not self.gated:
            gates = self.signals + 1
            self.head = [torch.zeros(gates, inputs, dtype=dtype), torch.zeros(gates, dtype=dtype)]
            self.weights += [p.requires_grad_() for p in self.head]
        at = 0
        for p in self.weights:
            p.data.copy_(torch.tensor(phi[at:at + p.numel()]).reshape(p.shape))
            at += p.numel()
        assert at == len(phi), f'phi has {len(phi)} weights; the layers take {at}'

    def fresh(self, n, like):
        """The carry of n coordinates before their first step."""
        zeros = lambda *shape: torch.zeros(shape, dtype=like.dtype)
        rows = len(self.moments['first'] + self.moments['second']) if self.moments else 0
        return {'h': [zeros(1, n, l.hidden_size) for l in self.layers], 'c': [zeros(1, n, l.hidden_size) for l in self.layers],
                'last': zeros(n), 'moments': [zeros(n) for _ in range(rows)], 'ones': [zeros(n) for _ in range(rows)]}

    def features(self, g, carry):
        """One step: the LSTM's inputs [N, F], and the signals that the head multiplies."""
        if not self.moments:
            return g[:, None], [g]  # [I1]
        rates = self.moments['first'] + self.moments['second']
        firsts = len(self.moments['first'])
        averages = []
        for k, rate in enumerate(rates):
            x = g if k < firsts else g * g
            carry['moments'][k] = rate * carry['moments'][k] + (1 - rate) * x  # [I15]
            carry['ones'][k] = rate * carry['ones'][k] + (1 - rate)
            averages.append(carry['moments'][k] / carry['ones'][k])
        scales = [v.sqrt() + 1e-8 for v in averages[firsts:]]  # [I16]
        signals = [n / s for s in scales for n in [g] + averages[:firsts]]  # [I18]
        magnitudes = [x.abs().clamp(min=math.exp(-16)).log() / 16 for x in scales + averages[:firsts]]  # [I13]
        return torch.stack(signals + magnitudes, 1), signals

    def unroll(self, g, carry):
        """g [T, N] -> predicted updates [T, N]; the carry is passed on by value."""
        read = [self.features(row, carry) for row in g]
        x = torch.stack([row for row, _ in read])
        for k, layer in enumerate(self.layers):
            x, (h, c) = layer(x, (carry['h'][k], carry['c'][k]))
            carry['h'][k], carry['c'][k] = h.detach(), c.detach()
        predicted, last = [], carry['last']
        for t in range(len(g)):
            if self.gated:
                last = g[t] * x[t, :, 0] + last * x[t, :, 1]  # [I7]
            else:
                gates = F.linear(x[t], *self.head)
                gate = gates[:, -1]
                gate = gate + (gate.clamp(-0.999, 0.999) - gate).detach()  # [I20], with a derivative of 1 throughout
                last = self.gain * sum(s * gates[:, k] for k, s in enumerate(read[t][1])) + last * gate  # [I12]
            predicted.append(last)
        carry['last'] = last.detach()
        return torch.stack(predicted)

    def cells(self, carry):
        """[N, sum of the layer sizes]"""
        return torch.cat([c[0] for c in carry['c']], 1)
