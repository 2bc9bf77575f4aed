"""Loads an imitator that `understudy export RUN` wrote, and runs it in PyTorch.

  python3 load_imitator.py imitator.safetensors [gradients.json [horizon]]
gradients.json is a list of T lists of P numbers; the updates are printed in the same form. horizon is the number of steps that the training
is planned to have, which an imitator that reads time has to know. Needs torch, and nothing else.
"""
import json
import math
import struct
import sys

import torch


def read_safetensors(path):
    with open(path, 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        data = f.read()
    metadata = header.pop('__metadata__', {})
    tensors = {name: torch.frombuffer(bytearray(data[slice(*t['data_offsets'])]), dtype=torch.float32).reshape(t['shape'])
               for name, t in header.items()}
    return tensors, metadata


def average(m, x, rate):
    return rate * m + (1 - rate) * x


def magnitude(x):
    return x.abs().clamp(min=math.exp(-16)).log() / 16


class Imitator(torch.nn.Module):
    """What the imitator reads, its LSTM and its head (docs/imitation.md, section 4); the same weights for every coordinate."""

    def __init__(self, path, horizon=None):
        super().__init__()
        tensors, metadata = read_safetensors(path)
        self.features, self.head, self.gain = metadata['features'], metadata['head'], float(metadata.get('gain', 1))
        self.moments = json.loads(metadata.get('moments', '{}'))
        self.time, self.horizon = metadata.get('time') == 'true', horizon
        if self.time and not horizon:
            raise ValueError('horizon is missing: this imitator reads how far the training is, of so many steps')
        if metadata.get('tensorScale') == 'true':
            raise ValueError('tensorScale is true: this imitator scales updates by the size of the weights, which gradients alone do not tell')
        self.schedule = tensors.get('schedule')  # [4]
        sizes = [int(h) for h in metadata['hidden'].split(',') if h]
        widths = [tensors[f'weight_ih_l{k}'].shape[1] for k in range(len(sizes))]
        self.layers = torch.nn.ModuleList(torch.nn.LSTMCell(i, h) for i, h in zip(widths, sizes))
        for k, layer in enumerate(self.layers):
            layer.load_state_dict({n[:-3]: t for n, t in tensors.items() if n.endswith(f'_l{k}')})
        self.weight, self.bias = tensors.get('head_weight'), tensors.get('head_bias')  # [gates][H], [gates]

    def read(self, g, state):
        """What the LSTM reads and what the head multiplies, [F][P] and [K][P]."""
        if self.features == 'gradient':
            return [g], [g]
        if self.features == 'log_sign':
            sign = (math.exp(16) * g).clamp(-1, 1)
            return [magnitude(g), sign], [sign]
        if self.features == 'log_gradient':
            return [16 * magnitude(g) + 8, (math.exp(16) * g).clamp(-1, 1)], [g]
        m, first, second = self.moments, self.moments['first'], self.moments['second']
        zero = torch.zeros_like(g)
        kept = state.setdefault('moments', {})

        def of(name, x, rate):
            kept[name] = average(kept.get(name, zero), x, rate)
            return kept[name] / (1 - rate ** state['t']) if m['corrected'] else kept[name]

        numerators = [g] + [of(f'm{i}', g, rate) for i, rate in enumerate(first)]
        scales = [of(f'v{i}', g * g, rate).sqrt() + 1e-8 for i, rate in enumerate(second)]
        if m['sum']:
            kept['sum'] = kept.get('sum', zero) + g * g
            scales.append(kept['sum'].sqrt() + 1e-10)
        if m['own'] > 0:
            for name, x in (('s', g), ('a', state['last'] / self.gain)):
                kept[name] = average(kept.get(name, zero), x * x, m['own'])
            scales.append((kept['s'] + 1e-6).sqrt() / (kept['a'] + 1e-6).sqrt())
        signals = (numerators if m['raw'] else []) + [n / scale for scale in scales for n in numerators]
        return signals + [magnitude(x) for x in scales + numerators[1:]], signals

    @torch.no_grad()
    def step(self, g, state):  # [P] -> update [P]; state is a dict, empty at first, which changes
        state['t'] = state.get('t', 0) + 1
        last = state.setdefault('last', torch.zeros_like(g))
        x, signals = self.read(g, state)
        if self.time:
            t = state['t']
            x = x + [torch.full_like(g, min(t / self.horizon, 1)), torch.full_like(g, math.log(1 + t) / math.log(10001))]
        x = torch.stack(x, 1)
        for k, layer in enumerate(self.layers):
            state[k] = layer(x, state.get(k))
            x = state[k][0]
        if self.head == 'gated':
            update = g * x[:, 0] + last * x[:, 1]
        else:
            gates = self.bias.expand(len(g), -1) if self.weight is None else x @ self.weight.T + self.bias
            if self.head == 'scaled':
                update = self.gain * gates[:, 0]
            else:
                driven = sum(s * gates[:, k] for k, s in enumerate(signals))
                if self.head == 'exponential':
                    driven = driven * (16 * gates[:, len(signals) + 1].clamp(-1, 1)).exp()
                update = self.gain * driven + last * gates[:, len(signals)].clamp(-0.999, 0.999)
        state['last'] = update
        return update * self.scheduled(state['t'] - 1) if self.schedule is not None else update

    def scheduled(self, done):
        x = min(done, self.horizon - 1) / self.horizon
        readings = (1, x, math.log(2 + done) / math.log(10001), math.log(1 - x))
        return math.exp(max(-16, min(16, 4 * sum(float(w) * r for w, r in zip(self.schedule, readings)))))

    def forward(self, gradients, state=None):  # [T][P] -> updates [T][P]
        state = {} if state is None else state
        return torch.stack([self.step(g, state) for g in gradients])


if __name__ == '__main__':
    imitator = Imitator(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else None)
    g = torch.tensor(json.load(open(sys.argv[2]))) if len(sys.argv) > 2 else torch.randn(10, 4)
    print(json.dumps(imitator(g).tolist()))
