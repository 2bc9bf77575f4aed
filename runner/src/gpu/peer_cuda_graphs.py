"""Peer: the meta-step of bench_torch.py as one CUDA graph in PyTorch, replayed; several replicas side by side as groups of one convolution.

  python3 peer_cuda_graphs.py --peer ../shared/peer --mnist ../shared/mnist [--hidden 2] [--unroll 5] [--batch 1] [--replicas 1] [--seconds 1]
Prints one line like bench_torch.py's. The same work: random rows of MNIST on the device, dropout on, fresh theta, `unroll`
steps of SGD, the LSTM forward and backward over all coordinates, the source's loss, one Adam step. On a machine without CUDA it
runs the same function without a graph, which only shows that it works.
"""
import argparse
import math
import statistics
import sys
import time

import torch
from torch.nn import functional as F

a = argparse.ArgumentParser()
a.add_argument('--peer', required=True)
a.add_argument('--mnist', required=True)
a.add_argument('--hidden', type=int, default=2)
a.add_argument('--unroll', type=int, default=5)
a.add_argument('--batch', type=int, default=1)
a.add_argument('--replicas', type=int, default=1)
a.add_argument('--seconds', type=float, default=1)
o = a.parse_args()
sys.path.insert(0, o.peer)
from reference import STABILITY, GatedLstm, mnist  # noqa: E402

device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.manual_seed(1)
x, y = (t.to(device) for t in mnist(o.mnist))
SHAPES = [((10, 1, 5, 5), 25), ((10,), 25), ((20, 10, 5, 5), 250), ((20,), 250), ((50, 320), 320), ((50,), 320), ((10, 50), 50), ((10,), 50)]
R, B = o.replicas, o.batch


def fresh():
    return [(torch.rand((R, *shape), device=device) * 2 - 1) / math.sqrt(fan_in) for shape, fan_in in SHAPES]


def losses(theta, images, labels):
    """Per replica; convolutions of all replicas as groups. images [R,B,1,28,28], labels [R,B]."""
    w1, b1, w2, b2, w3, b3, w4, b4 = theta
    h = images.permute(1, 0, 2, 3, 4).reshape(B, R, 28, 28)
    h = F.conv2d(h, w1.reshape(R * 10, 1, 5, 5), b1.reshape(-1), groups=R)
    h = F.relu(F.max_pool2d(h, 2))
    h = F.conv2d(h, w2.reshape(R * 20, 10, 5, 5), b2.reshape(-1), groups=R)
    h = F.relu(F.max_pool2d(F.dropout2d(h, 0.5, True), 2))
    h = h.reshape(B, R, 320).permute(1, 0, 2)
    h = F.dropout(F.relu(torch.baddbmm(b3[:, None], h, w3.transpose(1, 2))), 0.5, True)
    z = torch.baddbmm(b4[:, None], h, w4.transpose(1, 2))
    return F.cross_entropy(z.reshape(R * B, 10), labels.reshape(-1), reduction='none').reshape(R, B).mean(1)


meta = GatedLstm(o.hidden).to(device)
adam = torch.optim.Adam(meta.parameters(), lr=1e-3, capturable=device == 'cuda')
last = torch.zeros((), device=device)


def meta_step():
    theta = fresh()
    gradients, updates = [], []
    for _ in range(o.unroll):
        rows = torch.randint(0, len(x), (R * B,), device=device)
        theta = [t.detach().requires_grad_(True) for t in theta]
        loss = losses(theta, x[rows].reshape(R, B, 1, 28, 28), y[rows].reshape(R, B)).sum()
        g = torch.autograd.grad(loss, theta)
        moved = [t.detach() - 0.01 * d for t, d in zip(theta, g)]
        gradients.append(torch.cat([d.reshape(R, -1) for d in g], 1).reshape(-1))
        updates.append(torch.cat([(m - t.detach()).reshape(R, -1) for m, t in zip(moved, theta)], 1).reshape(-1))
        theta = moved
    g = torch.stack(gradients, 1)[..., None]
    d = torch.stack(updates, 1)[..., None]
    adam.zero_grad(set_to_none=False)
    predicted = meta(g)[0]
    # The mean over replicas of imitation_loss(predicted, d); the coordinates of a replica lie together.
    loss = ((d - predicted) / (d + STABILITY)).reshape(R, -1).norm(dim=1).mean()
    loss.backward()
    last.copy_(loss.detach())
    adam.step()


if device == 'cuda':
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            meta_step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        meta_step()
    run, sync = graph.replay, torch.cuda.synchronize
else:
    meta_step()
    run, sync = meta_step, lambda: None
for _ in range(3):
    run()
rounds = []
for _ in range(5):
    sync()
    t, n = time.perf_counter(), 0
    while n < 2 or time.perf_counter() - t < o.seconds:
        for _ in range(10 if device == 'cuda' else 1):
            run()
            n += 1
        sync()
    rounds.append((time.perf_counter() - t) / n)
ms = 1000 * statistics.median(rounds)
how = 'CUDA graph' if device == 'cuda' else 'cpu, no graph'
print(f'torch {torch.__version__} {how} hidden={o.hidden} unroll={o.unroll} batch={B} replicas={R}: '
      f'{1000 / ms:.1f} meta-steps/s, {ms:.3f} ms per meta-step, {1000 * R / ms:.1f} optimizees/s, loss {last.item():.6g}')
