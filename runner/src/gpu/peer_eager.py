"""Peer: the meta-step in eager PyTorch, as a user of that ecosystem would write it; one replica. See peer.py for options and work.

  python3 peer_eager.py --mnist data/mnist --sizes 2,1,1 20,64,1
"""
import torch
from torch import nn
from torch.nn import functional as F

import peer


class Cnn(nn.Module):
    """The optimizee, 21,840 coordinates."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.fc1, self.fc2 = nn.Linear(320, 50), nn.Linear(50, 10)

    def forward(self, x):  # [B,1,28,28] to logits [B,10]
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(F.dropout2d(self.conv2(x), 0.5, self.training), 2)).reshape(-1, 320)
        return self.fc2(F.dropout(F.relu(self.fc1(x)), 0.5, self.training))


class GatedLstm(nn.Module):
    """The imitator. hidden[0] gates the gradient, hidden[1] the update of before."""

    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.LSTM(1, hidden, batch_first=True)

    def forward(self, g):  # gradients [P,T,1] to updates [P,T,1]
        h, _ = self.rnn(g)
        last, out = torch.zeros_like(g[:, 0]), []
        for t in range(g.shape[1]):
            last = g[:, t] * h[:, t, 0:1] + last * h[:, t, 1:2]
            out.append(last)
        return torch.stack(out, 1)


def relative_error(predicted, truth):
    return (truth - predicted) / (truth + peer.STABILITY)


def tensors(folder, device):
    """MNIST on the device: images float [N,1,28,28], labels int64 [N]."""
    x, y = peer.mnist(folder)
    return torch.from_numpy(x).to(device), torch.from_numpy(y.copy()).long().to(device)


def tf32():
    """As PyTorch has it unless told otherwise; where it is on, convolutions (cuDNN's LSTM too) or products round their inputs to 10 bits."""
    def text(settings):
        try:
            return str(settings.allow_tf32)
        except (AttributeError, RuntimeError) as e:  # newer releases name it otherwise
            return type(e).__name__
    return f'tf32(cudnn={text(torch.backends.cudnn)}, matmul={text(torch.backends.cuda.matmul)})'


def main():
    o = peer.options()
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    torch.set_num_threads(o.threads)
    torch.manual_seed(1)
    x, y = tensors(o.mnist, device)

    def make(hidden, batch, replicas):
        if replicas != 1:
            raise ValueError('the eager peer has one replica; several are so many times its time')
        imitator = GatedLstm(hidden).to(device)
        adam = torch.optim.Adam(imitator.parameters(), lr=peer.META_RATE)
        last = []

        def flat(parts):
            return torch.cat([t.reshape(-1) for t in parts])

        def meta_step():
            model = Cnn().to(device)
            parameters = list(model.parameters())
            teacher = torch.optim.SGD(parameters, lr=peer.RATE)
            gradients, updates = [], []
            for _ in range(o.unroll):
                rows = torch.randint(0, len(x), (batch,), device=device)
                loss = F.cross_entropy(model(x[rows]), y[rows])
                for p in parameters:
                    p.grad = None
                loss.backward()
                gradients.append(flat([p.grad for p in parameters]))
                before = flat([p.detach() for p in parameters])
                teacher.step()
                updates.append(flat([p.detach() for p in parameters]) - before)
            g, u = torch.stack(gradients, 1)[..., None], torch.stack(updates, 1)[..., None]
            loss = relative_error(imitator(g), u).norm()
            adam.zero_grad()
            loss.backward()
            adam.step()
            last[:] = [loss.detach()]

        def run(n):
            for _ in range(n):
                meta_step()

        run(7)
        return run, lambda: last[0].item()

    sync, forget = (torch.cuda.synchronize, torch.cuda.empty_cache) if device == 'cuda' else (lambda: None, lambda: None)
    peer.measure(o, f'torch {torch.__version__} eager {device} threads={o.threads} {tf32()}', make, sync, forget)


if __name__ == '__main__':
    main()
