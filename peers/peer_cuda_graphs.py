"""Peer: the meta-step as one CUDA graph in PyTorch, replayed; several replicas side by side as groups of one convolution. See peer.py
for options and work.

  python3 peer_cuda_graphs.py --mnist data/mnist --sizes 2,1,1 2,1,128
On a machine without CUDA it runs the same function without a graph, only to show that it works.
"""
import math

import torch
from torch.nn import functional as F

import peer
from peer_eager import tf32
from reference import GatedLstm, relative_error, tensors

o = peer.options()
device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.set_num_threads(o.threads)
torch.manual_seed(1)
x, y = tensors(o.mnist, device)


def fresh(R):
    return [(torch.rand((R, *shape), device=device) * 2 - 1) / math.sqrt(fan_in) for shape, fan_in in peer.SHAPES]


def losses(theta, images, labels):
    """The loss per replica, with the convolutions of all replicas as groups. images [R,B,1,28,28], labels [R,B]."""
    w1, b1, w2, b2, w3, b3, w4, b4 = theta
    R, B = labels.shape
    h = images.permute(1, 0, 2, 3, 4).reshape(B, R, 28, 28)
    h = F.conv2d(h, w1.reshape(R * 10, 1, 5, 5), b1.reshape(-1), groups=R)
    h = F.relu(F.max_pool2d(h, 2))
    h = F.conv2d(h, w2.reshape(R * 20, 10, 5, 5), b2.reshape(-1), groups=R)
    h = F.relu(F.max_pool2d(F.dropout2d(h, 0.5, True), 2))
    h = h.reshape(B, R, 320).permute(1, 0, 2)
    h = F.dropout(F.relu(torch.baddbmm(b3[:, None], h, w3.transpose(1, 2))), 0.5, True)
    z = torch.baddbmm(b4[:, None], h, w4.transpose(1, 2))
    return F.cross_entropy(z.reshape(R * B, 10), labels.reshape(-1), reduction='none').reshape(R, B).mean(1)


def make(hidden, B, R):
    imitator = GatedLstm(hidden).to(device)
    adam = torch.optim.Adam(imitator.parameters(), lr=peer.META_RATE, **({'capturable': True} if device == 'cuda' else {}))
    last = torch.zeros((), device=device)

    def meta_step():
        theta = fresh(R)
        gradients, updates = [], []
        for _ in range(o.unroll):
            rows = torch.randint(0, len(x), (R * B,), device=device)
            theta = [t.detach().requires_grad_(True) for t in theta]
            loss = losses(theta, x[rows].reshape(R, B, 1, 28, 28), y[rows].reshape(R, B)).sum()
            g = torch.autograd.grad(loss, theta)
            moved = [t.detach() - peer.RATE * d for t, d in zip(theta, g)]
            gradients.append(torch.cat([d.reshape(R, -1) for d in g], 1).reshape(-1))
            updates.append(torch.cat([(m - t.detach()).reshape(R, -1) for m, t in zip(moved, theta)], 1).reshape(-1))
            theta = moved
        g = torch.stack(gradients, 1)[..., None]
        u = torch.stack(updates, 1)[..., None]
        adam.zero_grad(set_to_none=False)
        # The mean over replicas; the coordinates of a replica are adjacent.
        loss = relative_error(imitator(g)[0], u).reshape(R, -1).norm(dim=1).mean()
        loss.backward()
        last.copy_(loss.detach())
        adam.step()

    step = meta_step
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
        step = graph.replay

    def run(n):
        for _ in range(n):
            step()

    return run, lambda: last.item()


sync, forget = (torch.cuda.synchronize, torch.cuda.empty_cache) if device == 'cuda' else (lambda: None, lambda: None)
peer.measure(o, f'torch {torch.__version__} {"CUDA graph" if device == "cuda" else "cpu, no graph"} {tf32()}', make, sync, forget)
