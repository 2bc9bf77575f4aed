"""An imitator of Understudy as an optimizer of PyTorch.

`understudy export RUN` writes what a training has learned as a file, `understudy export --pretrained adam` one that comes with the program. Here it
trains any network:

    from understudy import Imitator
    optimizer = Imitator(model.parameters(), 'imitator.safetensors')

This file needs torch and nothing else: copy it, or put its folder on PYTHONPATH. docs/pytorch.md is the page for users, docs/imitation.md the theory;
tags such as [I12] are of that page.

The sign: an imitator's update is ADDED to the weights. It has learned what its teacher adds, which for gradient descent is −lr·g.

  python3 understudy.py imitator.safetensors gradients.json [horizon]

prints the updates for given gradients: a list of T lists of P numbers, in and out.
"""
import hashlib
import json
import math
import struct
import sys

import torch

__all__ = ['Imitator', 'Phi', 'updates']

FORMAT = 'understudy-imitator-1'
FEATURES = ('gradient', 'log_sign', 'log_gradient', 'moments')
HEADS = ('gated', 'scaled', 'zero_out', 'exponential', 'constant')
FLOOR = math.exp(-16)  # below it a magnitude says no more, [I13]
LOG_TIME = math.log(10001)  # [I24]


def expect(holds, name, found, expected):
    if not holds:
        raise ValueError(f'{name} is {found}; expected {expected}')


def float32(x):
    """A Python float as the program has it: its constants are float32."""
    return struct.unpack('f', struct.pack('f', x))[0]


def exponential(a):
    """[I21] e^16a, a within ±1, which is overwritten. By the program's own series: what it is off by, a library's exp is not."""
    y = a.clamp_(-1, 1).mul_(0.25)
    p = (y * 0.0013888889).add_(0.008333334)
    for coefficient in (0.041666668, 0.16666667, 0.5, 1.0, 1.0):
        p.mul_(y).add_(coefficient)
    for _ in range(6):
        p.mul_(p)
    return p


class Phi:
    """An exported imitator: its weights φ, and what one must know to use them.

    Args:
        path: a file that `export` wrote.

    Raises:
        ValueError: if it is no such file, or is damaged.
    """

    def __init__(self, path):
        try:
            self._take(path, *self._read(path))
        except (AttributeError, KeyError, TypeError, struct.error, UnicodeDecodeError, json.JSONDecodeError, RuntimeError) as e:
            raise ValueError(f'{path} is not an exported imitator ({e!r}); expected one, as `understudy export` writes it') from e

    def _take(self, path, tensors, metadata):
        expect(metadata.get('format') == FORMAT, f'{path}: its format', metadata.get('format'), f'{FORMAT}, as export writes it')
        self.features, self.head = metadata['features'], metadata['head']
        newer = 'a newer understudy.py may know it'
        expect(self.features in FEATURES, f'{path}: features', self.features, f'one of {", ".join(FEATURES)}; {newer}')
        expect(self.head in HEADS, f'{path}: head', self.head, f'one of {", ".join(HEADS)}; {newer}')
        self.hidden = [int(h) for h in metadata['hidden'].split(',') if h]
        self.moments = json.loads(metadata['moments']) if self.features == 'moments' else None
        self.gain = float(metadata.get('gain', 1))
        self.time = metadata.get('time') == 'true'
        self.schedule = [float(w) for w in tensors['schedule']] if metadata.get('schedule') == 'true' else None
        self.tensor_scale = [float(w) for w in tensors['tensor_scale']] if metadata.get('tensorScale') == 'true' else None
        # The learning rate of the teacher that it was trained on: the size of its updates is that of this rate.
        self.rate = float(metadata['learningRate']) if 'learningRate' in metadata else None
        self.tensors = {name: t for name, t in tensors.items() if name not in ('schedule', 'tensor_scale')}
        digest = hashlib.sha256(repr((self.hidden, self.features, self.moments, self.head, self.gain)).encode())
        for name in sorted(tensors):
            digest.update(name.encode() + bytes(tensors[name].flatten().view(torch.uint8).tolist()))
        self.fingerprint = digest.hexdigest()[:16]

    @staticmethod
    def _read(path):
        with open(path, 'rb') as f:
            content = f.read()
        (size,) = struct.unpack('<Q', content[:8])
        header = json.loads(content[8:8 + size].decode())
        metadata = header.pop('__metadata__')
        if 'sha256' in metadata:  # of the whole file, with zeros in the place of these digits
            blank = content[:8 + size].replace(b'"sha256":"' + metadata['sha256'].encode(), b'"sha256":"' + b'0' * 64, 1)
            found = hashlib.sha256(blank + content[8 + size:]).hexdigest()
            expect(metadata['sha256'] == found, f'{path}: the SHA-256 that it states', metadata['sha256'],
                   f'{found}, which its content has: it is damaged, export it again')
        data = bytearray(content[8 + size:])
        tensors = {}
        for name, t in header.items():
            begin, end = t['data_offsets']
            tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(t['shape'])
            expect(bool(tensors[name].isfinite().all()), f'{path}: {name}', 'partly no finite number', 'finite weights')
        return tensors, metadata

    @property
    def carried(self):
        """Numbers that are kept for each weight from step to step: h and c of all layers, the last update, and the moments."""
        m = self.moments
        return 2 * sum(self.hidden) + 1 + (len(m['first']) + len(m['second']) + m['sum'] + 2 * (m['own'] > 0) if m else 0)

    @property
    def last(self):
        """The row of the last update among them."""
        return 2 * sum(self.hidden)

    def check_rate(self, lr):
        if lr is None:
            return
        expect(self.head != 'gated', 'lr', lr, 'None with head gated: its gates are the size of its updates, and no gain scales them')
        expect(self.rate is not None, 'lr', lr,
               'None with an imitator whose learning rate in training is unknown: export it again')
        expect(0 <= lr <= 1e38, 'lr', lr, 'a finite number, 0 or more')

    def check_horizon(self, horizon):
        if self.time or self.schedule:
            expect(horizon is not None, 'horizon', horizon,
                   'the number of steps that the training will have: this imitator reads its progress')
            expect(isinstance(horizon, int) and horizon > 0, 'horizon', horizon, 'the steps of the training, 1 or more')
        else:
            expect(horizon is None, 'horizon', horizon, 'None with an imitator that reads no time')

    def scheduled(self, done, horizon):
        """[I26] The factor of all updates of a step, of its own learned schedule; done counts the steps before it."""
        if not self.schedule:
            return 1.0
        x = min(done, horizon - 1) / horizon
        readings = (1, x, math.log(2 + done) / LOG_TIME, math.log(1 - x))
        return math.exp(max(-16, min(16, 4 * sum(w * r for w, r in zip(self.schedule, readings)))))

    def tensor_factor(self, update, weights):
        """[I25] The factor of a tensor's update, by the root mean squares of the update and of the weights; a number, left on their device."""
        (alpha, beta), root = self.tensor_scale, math.sqrt(update.numel())
        by_update, by_weights = (torch.linalg.vector_norm(x, dtype=torch.float64).div_(root).float() for x in (update, weights))
        of_update = by_update.div_(self.gain).clamp_(min=FLOOR).log_()
        of_weights = by_weights.mul_(16).clamp_(min=2 ** -12).log_()
        return exponential(of_weights.mul_(beta / 16).sub_(of_update, alpha=alpha / 16))


class Step:
    """One step of φ over many coordinates on one device: the same weights for each, [I1] to [I21].

    Coordinates come last in every array, so that each of its operations runs over contiguous memory; layers and heads are one matrix product each.
    A long row is computed in pieces, so that what is computed between stays within a processor's cache, and within about 100 MB on a GPU.
    """

    def __init__(self, phi, device):
        self.phi = phi
        self.width = (1 << (18 if device.type == 'cpu' else 24)) // (4 * max(phi.hidden + [2]))  # coordinates of a piece, at most
        tensors = {name: t.to(device) for name, t in phi.tensors.items()}
        m = phi.moments
        self.inputs = {'gradient': 1, 'log_sign': 2, 'log_gradient': 2}.get(phi.features)
        if m:
            seconds = len(m['second']) + m['sum'] + (m['own'] > 0)
            self.signals = (m['raw'] + seconds) * (1 + len(m['first']))
            self.inputs = self.signals + seconds + len(m['first'])
        # Rows of x: the features, and for each layer its h and a row of ones, which the bias stands before.
        self.places, row, layers = [], self.inputs, []
        for k, size in enumerate(phi.hidden):
            w_ih, w_hh = tensors[f'weight_ih_l{k}'], tensors[f'weight_hh_l{k}']
            bias = (tensors[f'bias_ih_l{k}'] + tensors[f'bias_hh_l{k}'])[:, None]
            if k == 0 and phi.time:  # equal for all coordinates, so it comes with the bias
                self.bias, self.by_time, w_ih = bias, w_ih[:, self.inputs:], w_ih[:, :self.inputs]
            whole = torch.cat([w_ih, w_hh, bias] if k == 0 else [w_ih, bias, w_hh], 1)
            i, f, g, o = whole.chunk(4)
            layers.append(torch.cat([i, f, o, g]).contiguous())  # the three logistic ones side by side
            self.places.append(row)
            row += size + 1
        self.rows, self.layers = row, layers
        if phi.time:
            i, f, g, o = torch.cat([self.bias, self.by_time], 1).chunk(4)
            self.bias, self.by_time = torch.cat([i, f, o, g]).split([1, 2], 1)
        if phi.head == 'constant':
            self.constants = tensors['head_bias'].tolist()
        elif phi.head != 'gated':
            self.gates = torch.cat([tensors['head_weight'], tensors['head_bias'][:, None]], 1).contiguous()
        # x; then what is computed between: the gates, a scale, averages divided by the sum of their weights.
        between = 4 * max(phi.hidden + [0]) + len(tensors.get('head_bias', ())) + 1 + (len(m['first']) if m else 0)
        self.sizes = (self.rows, between)
        self.device, self.scratch = device, torch.empty(0)

    def __call__(self, g, carry, t, horizon=None):
        """Makes step t, counted from 1.

        Args:
            g: gradients [P], float32; only read.
            carry: what is kept, [phi.carried][P]; changed in place. Its row phi.last then holds the update, before any factor.
        """
        if self.phi.time:
            now = self.by_time.new_tensor([min(t / horizon, 1), math.log(1 + t) / LOG_TIME])  # [I23], [I24]
            ones = self.places[0] + self.phi.hidden[0]
            self.layers[0][:, ones:ones + 1] = self.bias + (self.by_time @ now)[:, None]
        # [I15] The sums of the averages' weights, which are the same for all coordinates.
        weight = [(1 - float32(r) ** t) * float32(1 - r) / (1 - float32(r)) for r in (self.phi.moments['first'] + self.phi.moments['second'])] \
            if self.phi.moments and self.phi.moments['corrected'] else None
        n = g.numel()
        pieces = max(1, -(-n // self.width))
        width = -(-n // pieces)
        if self.scratch.numel() < sum(self.sizes) * width:
            self.scratch = torch.empty(sum(self.sizes) * width, device=self.device)
        if pieces == 1:
            self._piece(g, carry, weight)
        else:
            for g, carry in zip(g.split(width), carry.split(width, 1)):
                self._piece(g, carry, weight)

    def _piece(self, g, carry, weight):
        phi, n = self.phi, g.numel()
        x = self.scratch[:self.rows * n].view(self.rows, n)
        between = self.scratch[self.rows * n:sum(self.sizes) * n].view(-1, n)
        signals = self._read(g, carry, x, between, weight)
        last = carry[phi.last]
        below = 0  # the row of x where a layer's input begins; behind it come its h and ones, or the ones of the layer below and its h
        at, all_h = 0, sum(phi.hidden)
        for size, place, weights in zip(phi.hidden, self.places, self.layers):
            h, c = carry[at:at + size], carry[all_h + at:all_h + at + size]
            rows = x[place:place + size]
            rows.copy_(h)
            x[place + size].fill_(1)
            z = between[:4 * size]
            torch.mm(weights, x[below:place + size + (at == 0)], out=z)  # [I2]
            z[:3 * size].sigmoid_()  # [I4]
            z[3 * size:].tanh_()  # [I3]
            c.mul_(z[size:2 * size]).addcmul_(z[:size], z[3 * size:])  # [I5]
            torch.mul(z[2 * size:3 * size], torch.tanh(c, out=z[3 * size:]), out=rows)  # [I6]
            h.copy_(rows)
            below, at = place, at + size
        if phi.head == 'gated':
            last.mul_(rows[1]).addcmul_(g, rows[0])  # [I7]
            return
        if phi.head == 'constant':
            last.mul_(max(-0.999, min(0.999, self.constants[len(signals)])))
            for s, gate in zip(signals, self.constants):
                last.add_(s, alpha=phi.gain * gate)
            return
        gates = between[:len(self.gates)]
        torch.mm(self.gates, x[below:], out=gates)
        if phi.head == 'scaled':
            torch.mul(gates[0], phi.gain, out=last)
            return
        driven = gates[0].mul_(signals[0])
        for k in range(1, len(signals)):
            driven.addcmul_(gates[k], signals[k])
        if phi.head == 'exponential':
            driven.mul_(exponential(gates[len(signals) + 1]))
        last.mul_(gates[len(signals)].clamp_(-0.999, 0.999)).add_(driven, alpha=phi.gain)  # [I20], [I12]

    def _read(self, g, carry, x, between, weight):
        """Writes what the LSTM reads into the first rows of x. Returns what the head multiplies, a list of rows."""
        features = self.phi.features
        if features == 'gradient':
            x[0].copy_(g)
            return [g]
        if features == 'moments':
            return self._moments(g, carry, x, between, weight)
        torch.abs(g, out=x[0]).clamp_(min=FLOOR).log_()
        torch.mul(g, 1 / FLOOR, out=x[1]).clamp_(-1, 1)  # [I14]
        if features == 'log_sign':
            x[0].div_(16)  # [I13]
            return [x[1]]
        x[0].add_(8)  # [I22]
        return [g]

    def _moments(self, g, carry, x, between, weight):
        phi, m = self.phi, self.phi.moments
        rows = iter(carry[phi.last + 1:])
        firsts = [next(rows).mul_(r).add_(g, alpha=1 - r) for r in m['first']]
        seconds = [next(rows).mul_(r).addcmul_(g, g, value=1 - r) for r in m['second']]
        scale, corrected = between[-1], between[-1 - len(firsts):-1]
        if weight:
            firsts = [torch.div(f, k, out=to) for f, k, to in zip(firsts, weight, corrected)]
        numerators = [g] + firsts
        place, magnitudes = 0, self.signals

        def over(divisor):
            nonlocal place, magnitudes
            for numerator in numerators:
                torch.div(numerator, divisor, out=x[place])  # [I18]
                place += 1
            if phi.hidden:
                torch.clamp(divisor, min=FLOOR, out=x[magnitudes]).log_().div_(16)
                magnitudes += 1

        if m['raw']:
            for numerator in numerators:
                x[place].copy_(numerator)
                place += 1
        for k, v in enumerate(seconds):
            root = torch.div(v, weight[len(firsts) + k], out=scale).sqrt_() if weight else torch.sqrt(v, out=scale)
            over(root.add_(1e-8))  # [I16]
        if m['sum']:
            over(torch.sqrt(next(rows).addcmul_(g, g), out=scale).add_(1e-10))
        if m['own'] > 0:
            r, s, a = m['own'], next(rows), next(rows)
            s.mul_(r).addcmul_(g, g, value=1 - r)
            own = torch.div(carry[phi.last], phi.gain, out=scale)
            a.mul_(r).addcmul_(own, own, value=1 - r)  # [I19]
            torch.add(a, 1e-6, out=x[magnitudes]).sqrt_()
            over(torch.add(s, 1e-6, out=scale).sqrt_().div_(x[magnitudes]))  # [I17]
        if phi.hidden:
            for first in firsts:
                torch.abs(first, out=x[magnitudes]).clamp_(min=FLOOR).log_().div_(16)
                magnitudes += 1
        return list(x[:place])


class Batch:
    """Parameters that are stepped as one: small ones side by side in one array, or a large one alone."""

    def __init__(self, params, states, phi):
        self.params = params
        sizes = [p.numel() for p in params]
        kept = [s.get('carry') for s in states]
        if len(params) == 1 and kept[0] is not None and kept[0].is_contiguous():
            self.carry = kept[0]
        else:
            self.carry = torch.zeros(phi.carried, sum(sizes), device=params[0].device)
            for part, old in zip(self.carry.split(sizes, 1), kept):
                if old is not None:
                    part.copy_(old)
        self.parts = list(self.carry.split(sizes, 1)) if len(params) > 1 else [self.carry]
        for state, part in zip(states, self.parts):
            state['carry'] = part
        self.states = states
        self.updates = [part[phi.last].view(p.shape) for part, p in zip(self.parts, params)]

    def gradient(self):
        rows = [p.grad.reshape(-1).float() for p in self.params]
        return rows[0] if len(rows) == 1 else torch.cat(rows)


class Imitator(torch.optim.Optimizer):
    """A learned optimizer: an LSTM that reads a weight's gradient and says what to add to the weight.

    θ ← θ + (lr/trained lr)·Δ̂ − lr·weight_decay·θ, with the θ of before the step on the right. Δ̂ is the imitator's update, sign included. What it
    computes is float32 for parameters of any floating-point type.

    Args:
        params: parameters, or groups of them, as for every optimizer; a group may have an lr, a weight_decay and a horizon of its own.
        path: a file that `understudy export` wrote.
        lr: the learning rate, with the meaning that it has for the imitator's teacher: at twice the rate updates are twice as large. What is
            remembered does not depend on it, so that a scheduler may change it at any step. None is the rate that the teacher had when the imitator
            was trained. The gated head has no rate, nor has a file that does not tell which one it was trained at: there it stays None.
        weight_decay: decoupled and scaled by lr, as AdamW has it (by 1 where there is no rate); the imitator sees nothing of it.
        horizon: how many steps the training will have. An imitator that reads time needs it; with any other it must be None. More steps are allowed.

    Raises:
        ValueError: if the file is no imitator, or a value is out of range.

    Example:
        >>> optimizer = Imitator(model.parameters(), 'adam.safetensors', lr=3e-3, weight_decay=0.01)
        >>> optimizer.zero_grad()
        >>> loss_function(model(inputs), labels).backward()
        >>> optimizer.step()
    """

    def __init__(self, params, path, lr=None, weight_decay=0.0, horizon=None):
        self.phi = Phi(path)
        self._batches, self._steps = {}, {}
        rate = None if self.phi.head == 'gated' else self.phi.rate
        defaults = dict(lr=rate if lr is None else lr, weight_decay=weight_decay, horizon=horizon, imitator=self.phi.fingerprint)
        super().__init__(params, defaults)

    def add_param_group(self, param_group):
        if param_group.get('lr', 0) is None:
            param_group = {**param_group, 'lr': self.defaults['lr']}
        super().add_param_group(param_group)
        try:
            group = self.param_groups[-1]
            self.phi.check_rate(group['lr'])
            self.phi.check_horizon(group['horizon'])
            expect(0 <= group['weight_decay'] <= 1e38, 'weight_decay', group['weight_decay'], 'a finite number, 0 or more')
            for p in group['params']:
                expect(p.is_floating_point(), 'a parameter\'s type', p.dtype, 'a floating-point type')
        except ValueError:
            self.param_groups.pop()
            raise

    @torch.no_grad()
    def step(self, closure=None):
        """Adds an update to every parameter that has a gradient.

        Args:
            closure: evaluates the model again and returns the loss; optional, as for every optimizer.

        Returns:
            what the closure returned, else None.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        phi = self.phi
        for index, group in enumerate(self.param_groups):
            lr, horizon = group['lr'], group['horizon']
            phi.check_rate(lr)
            by_rate = 1.0 if lr is None else float(lr) / phi.rate
            decay = group['weight_decay'] * (1.0 if lr is None else float(lr))
            params = [p for p in group['params'] if p.grad is not None and p.numel()]
            if any(p.grad.is_sparse for p in params):
                raise RuntimeError('Imitator does not support sparse gradients')
            for batch in self._batches_of(index, params):
                t = batch.states[0]['step'] + 1
                self._steps[batch.carry.device](batch.gradient(), batch.carry, t, horizon)
                factor = by_rate * phi.scheduled(t - 1, horizon)
                for p, update, state in zip(batch.params, batch.updates, batch.states):
                    state['step'] = t
                    if phi.tensor_scale and any(phi.tensor_scale):
                        update = update * phi.tensor_factor(update, p)
                    if decay != 0:
                        p.mul_(1 - decay)
                    p.add_(update, alpha=factor)
        return loss

    def _batches_of(self, index, params):
        """The batches of a group, made anew where other parameters than before have gradients, and where a state was loaded."""
        known, batches = self._batches.get(index, (None, None))
        if known is not None and len(known) == len(params) and all(
                p is q and self.state[q].get('carry') is part for p, (q, part) in zip(params, known)):
            return batches
        heaps = {}  # a batch has one device, and one number of steps
        for p in params:
            if p.device not in self._steps:
                self._steps[p.device] = Step(self.phi, p.device)
            most, of = self._steps[p.device].width, self.state[p].setdefault('step', 0)
            heap = heaps.setdefault((p.device, of), [[]])
            if p.numel() > most:
                heap.insert(0, [p])
            elif sum(q.numel() for q in heap[-1]) + p.numel() > most:
                heap.append([p])
            else:
                heap[-1].append(p)
        batches = [Batch(ps, [self.state[p] for p in ps], self.phi) for heap in heaps.values() for ps in heap if ps]
        parts = {p: part for batch in batches for p, part in zip(batch.params, batch.parts)}
        self._batches[index] = [(p, parts[p]) for p in params], batches
        return batches

    def state_dict(self):
        """As for every optimizer. What is remembered is copied, so that later steps leave it as it is."""
        saved = super().state_dict()
        saved['state'] = {k: {**s, 'carry': s['carry'].clone(memory_format=torch.contiguous_format)} for k, s in saved['state'].items()}
        return saved

    def load_state_dict(self, state_dict):
        """As for every optimizer: the training goes on bit for bit.

        Raises:
            ValueError: if it was saved with another imitator, or for parameters of other sizes.
        """
        for group in state_dict['param_groups']:
            expect(group.get('imitator') == self.phi.fingerprint, 'state_dict\'s imitator', group.get('imitator'),
                   f'{self.phi.fingerprint}: load it into an optimizer of the file that it was saved with')
        ids = [i for group in state_dict['param_groups'] for i in group['params']]
        ours = [p for group in self.param_groups for p in group['params']]
        kept = {p: state_dict['state'][i] for i, p in zip(ids, ours) if i in state_dict['state']}
        for p, state in kept.items():
            expect(tuple(state['carry'].shape) == (self.phi.carried, p.numel()), 'the shape of what was remembered',
                   tuple(state['carry'].shape), f'{(self.phi.carried, p.numel())}: was it saved with another network?')
        super().load_state_dict(state_dict)
        for p, state in kept.items():  # torch may have rounded it to the parameter's type
            self.state[p] = {'step': int(state['step']), 'carry': state['carry'].to(p.device, torch.float32, copy=True)}

    def __getstate__(self):
        return {**super().__getstate__(), 'phi': self.phi}

    def __setstate__(self, state):
        super().__setstate__(state)
        self._batches, self._steps = {}, {}


@torch.no_grad()
def updates(path, gradients, horizon=None):
    """What an imitator adds to weights whose gradients are these.

    Args:
        gradients: [T][P], T steps of P weights.
        horizon: as of Imitator.

    Returns:
        a tensor of the same shape; at the learning rate that it was trained at.
    """
    phi = Phi(path)
    phi.check_horizon(horizon)
    expect(phi.tensor_scale is None, 'tensorScale', 'true',
           'false: this imitator scales updates by the size of the weights, which gradients alone do not tell; use Imitator')
    gradients = torch.as_tensor(gradients, dtype=torch.float32)
    step, carry = Step(phi, gradients.device), torch.zeros(phi.carried, gradients.shape[1], device=gradients.device)
    made = torch.empty_like(gradients)
    for t, g in enumerate(gradients):
        step(g, carry, t + 1, horizon)
        torch.mul(carry[phi.last], phi.scheduled(t, horizon), out=made[t])
    return made


if __name__ == '__main__':
    with open(sys.argv[2]) as given:
        print(json.dumps(updates(sys.argv[1], json.load(given), int(sys.argv[3]) if len(sys.argv) > 3 else None).tolist()))
