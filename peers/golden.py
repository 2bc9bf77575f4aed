"""Makes the golden tensors: PyTorch's outputs for given inputs, which the tests expect of every engine (GoldenContract).

  python3 peers/golden.py --out FOLDER                                  makes all files, in some seconds
  python3 peers/golden.py --check runner/src/test/resources/golden      makes them in a temporary folder and compares

Inputs follow only from the seed, so that they are the same everywhere; outputs differ by rounding between processors. The
images come from the slice of MNIST in the test resources, which has the images that seed 1 draws; another seed needs --mnist FOLDER with
all of MNIST. There is no dropout. The README next to the committed files describes the tensors.
"""
import argparse
import sys
import tempfile
from pathlib import Path

import torch
from torch.nn.utils.stateless import functional_call

import golden_check
import safetensors_file
from reference import Cnn, GatedLstm, HalfPlane, TanhNet, TEACHERS, flat, imitation_loss, tensors, unroll

SLICE = Path(__file__).resolve().parent.parent / 'runner/src/test/resources/mnist-slice'
COUNT = 60_000  # rows of MNIST's training set, from which the draws are made even if not all rows are there
COORDINATES, TEACHER_STEPS, UNROLL, META_STEPS = 97, 12, 5, 20


class Training:
    """MNIST's training set by its rows, from a folder that has all of them, or some in the order of its rows.txt."""

    def __init__(self, folder):
        self.x, self.y = tensors(folder, 'cpu')
        rows = Path(folder, 'rows.txt')
        self.at = {int(row): k for k, row in enumerate(rows.read_text().split())} if rows.exists() else range(COUNT)
        self.folder, self.drawn = folder, set()

    def __getitem__(self, rows):
        self.drawn |= set(rows.tolist())
        try:
            k = [self.at[row] for row in rows.tolist()]
        except KeyError as row:
            sys.exit(f'{self.folder} lacks row {row} of the training set; give all of MNIST by --mnist FOLDER')
        return self.x[k], self.y[k]


def gradients(training, batches):
    """One gradient of each optimizee at each batch size."""
    for b in batches:
        images = training[torch.randint(0, COUNT, (b,))]
        cnn = Cnn(dropout=False)
        half_plane = HalfPlane()
        points = torch.rand(b, 2) * 5
        for name, model, (x, y) in (('cnn', cnn, images), ('half_plane', half_plane, (points, (points.sum(1) > 5).float()))):
            yield f'{name}_b{b}', gradient(model, x, y)


def gradient(model, x, y):
    logits = model(x)
    loss = model.loss(logits, y)
    loss.backward()
    return {'input': x, 'target': y, 'params': flat(model.parameters()), 'logits': logits, 'loss': loss[None],
            'gradient': flat([p.grad for p in model.parameters()])}


def weights(imitator, prefix, of=lambda p: p):
    return {prefix + name.replace('rnn.', '').replace('_l0', ''): of(p).detach().clone() for name, p in imitator.named_parameters()}


def imitators(sizes):
    """The LSTM's updates, loss and gradient, without and with teacher forcing."""
    for hidden, steps in sizes:
        imitator = GatedLstm(hidden)
        g = torch.randn(COORDINATES, steps, 1) * torch.exp(torch.randn(COORDINATES, 1, 1))
        truth = -0.01 * g + 0.002 * torch.randn_like(g)
        found = {'gradient': g, 'truth': truth, **weights(imitator, 'lstm.')}
        for kind, supplied in (('free', None), ('forced', truth)):
            imitator.zero_grad()
            update, (h, c) = imitator(g, supplied)
            loss = imitation_loss(update, truth)
            loss.backward()
            found.update({f'{kind}.update': update, f'{kind}.loss': loss[None], f'{kind}.h': h[0], f'{kind}.c': c[0],
                          **weights(imitator, f'{kind}.grad.', lambda p: p.grad)})
        yield f'lstm_h{hidden}_t{steps}', found


def teachers():
    """Every teacher's updates for the same gradients, from the same theta."""
    theta = torch.randn(50)
    g = torch.randn(TEACHER_STEPS, 50)
    found = {'params': theta, 'gradients': g}
    for name, make in TEACHERS.items():
        p = torch.nn.Parameter(theta.clone())
        teacher, updates = make([p]), []
        for t in range(TEACHER_STEPS):
            before = p.detach().clone()
            p.grad = g[t].clone()
            teacher.step()
            updates.append(p.detach() - before)
        found[f'{name}.updates'] = torch.stack(updates)
    yield 'teachers', found


def meta_training(training):
    """Whole meta-steps: the first weights, the theta and rows of each step, and the weights after Adam."""
    imitator = GatedLstm(2)
    adam = torch.optim.Adam(imitator.parameters(), lr=1e-3)
    found = weights(imitator, 'initial.lstm.')
    for s in range(META_STEPS):
        model = Cnn(dropout=False)
        rows = torch.randint(0, COUNT, (UNROLL, 1))
        found[f'step{s}.params'] = flat(model.parameters()).clone()
        found[f'step{s}.indices'] = rows[:, 0]
        g, u, losses = unroll(model, TEACHERS['sgd'](model.parameters()), [training[row] for row in rows])
        loss = imitation_loss(imitator(g)[0], u)
        adam.zero_grad()
        loss.backward()
        adam.step()
        found[f'step{s}.losses'] = torch.stack(losses)
        found[f'step{s}.imitation_loss'] = loss[None]
        found.update(weights(imitator, f'step{s}.after.lstm.'))
    yield 'meta_training', found


def task_losses(batch=8):
    """The task's loss over an unroll that the imitator drives, and its derivative by the imitator's weights. The gradients that the
    imitator reads are constants, so that the task is differentiated only once."""
    model, imitator = HalfPlane(), GatedLstm(2)
    names, shapes = zip(*((name, p.shape) for name, p in model.named_parameters()))
    start = flat(model.parameters()).detach()
    points = torch.rand(UNROLL + 1, batch, 2) * 5
    labels = (points.sum(2) > 5).float()

    def loss(theta, t):
        parts = theta.split([shape.numel() for shape in shapes])
        named = {name: part.view(shape) for name, part, shape in zip(names, parts, shapes)}
        return model.loss(functional_call(model, named, points[t]), labels[t])

    found = {'params': start, 'input': points, 'target': labels, **weights(imitator, 'lstm.')}
    for kind, counted in (('mean', lambda f: f), ('log', torch.log)):
        theta, gradients, met = start, [], []
        for t in range(UNROLL + 1):
            at = theta.detach().requires_grad_()
            gradients.append(torch.autograd.grad(loss(at, t), at)[0])
            met.append(loss(theta, t))
            if t < UNROLL:
                update, _ = imitator(torch.stack(gradients, 1)[..., None])
                theta = theta + update[:, t, 0]
        value = counted(torch.stack(met[1:])).mean()
        imitator.zero_grad()
        value.backward()
        found.update({f'{kind}.gradient': torch.stack(gradients, 1)[..., None], f'{kind}.losses': torch.stack(met), f'{kind}.update': update,
                      f'{kind}.value': value[None], **weights(imitator, f'{kind}.grad.', lambda p: p.grad)})
    yield f'task_h2_t{UNROLL}', found


def files(training, seed=1, batches=(1, 4), sizes=((2, 5), (20, 20))):
    """Names and tensors of all files, in the order in which they draw random numbers."""
    torch.manual_seed(seed)
    yield from gradients(training, batches)
    yield from imitators(sizes)
    yield from teachers()
    yield from meta_training(training)
    yield from task_losses()
    for b in batches:
        model = TanhNet()
        with torch.no_grad():  # twice the usual weights, so that tanh is clearly nonlinear and some units are near its bounds
            for p in model.parameters():
                p *= 2
        yield f'tanh_b{b}', gradient(model, torch.randn(b, 2, 9, 8), torch.randint(0, 5, (b,)))


def make(training, seed, out):
    out.mkdir(parents=True, exist_ok=True)
    for name, found in files(training, seed):
        safetensors_file.write(out / f'{name}.safetensors', {n: t.detach().numpy() for n, t in found.items()})


def main():
    a = argparse.ArgumentParser()
    what = a.add_mutually_exclusive_group(required=True)
    what.add_argument('--out', type=Path)
    what.add_argument('--check', type=Path)
    a.add_argument('--mnist', default=SLICE)
    a.add_argument('--seed', type=int, default=1)
    o = a.parse_args()
    training = Training(o.mnist)
    if o.out:
        make(training, o.seed, o.out)
        return
    with tempfile.TemporaryDirectory() as made:
        make(training, o.seed, Path(made))
        sys.exit(0 if golden_check.compare(Path(made), o.check) else 1)


if __name__ == '__main__':
    main()
