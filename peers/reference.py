"""The reference in plain PyTorch: the optimizees, the teachers and the coordinatewise LSTM that imitates them, in eager mode and with
autograd, as a user of PyTorch would write it. golden.py uses its outputs, and peer_eager.py measures its time. The terms are those of docs/imitation.md.
"""
import torch
from torch import nn
from torch.nn import functional as F

import peer


class Cnn(nn.Module):
    """The optimizee for MNIST, 21,840 coordinates; their order is conv1, conv2, fc1, fc2, weight before bias."""

    def __init__(self, dropout=True):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)
        self.dropout = dropout

    def forward(self, x):  # images [B,1,28,28] to logits [B,10]
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = self.conv2(x)
        if self.dropout:
            x = F.dropout2d(x, 0.5, self.training)
        x = F.relu(F.max_pool2d(x, 2)).reshape(-1, 320)
        x = F.relu(self.fc1(x))
        if self.dropout:
            x = F.dropout(x, 0.5, self.training)
        return self.fc2(x)

    @staticmethod
    def loss(logits, labels):
        return F.cross_entropy(logits, labels)


class HalfPlane(nn.Module):
    """The optimizee for points of a plane: 2 to 4 to 1, both layers linear; the label of a point is x0 + x1 > 5."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 4)
        self.fc2 = nn.Linear(4, 1)

    def forward(self, x):  # points [B,2] to logits [B]
        return self.fc2(self.fc1(x))[:, 0]

    @staticmethod
    def loss(logits, labels):
        return F.binary_cross_entropy_with_logits(logits, labels)


class TanhNet(nn.Module):
    """A small optimizee with tanh [O7] after both convolutions and a dense layer; inputs are [B,2,9,8], logits [B,5]."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, kernel_size=3)
        self.conv2 = nn.Conv2d(4, 6, kernel_size=2)
        self.fc1 = nn.Linear(24, 11)
        self.fc2 = nn.Linear(11, 5)

    def forward(self, x):
        x = F.max_pool2d(torch.tanh(self.conv1(x)), 2)
        x = torch.tanh(self.conv2(x)).reshape(-1, 24)
        return self.fc2(torch.tanh(self.fc1(x)))

    loss = staticmethod(F.cross_entropy)


TEACHERS = {
    'sgd': lambda parameters: torch.optim.SGD(parameters, lr=peer.RATE),
    'momentum': lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9),
    'nesterov': lambda parameters: torch.optim.SGD(parameters, lr=0.01, momentum=0.9, nesterov=True),
    'adam': lambda parameters: torch.optim.Adam(parameters, lr=0.001),
    'adadelta': lambda parameters: torch.optim.Adadelta(parameters, lr=1.0, rho=0.9, eps=1e-6),
    'rmsprop': lambda parameters: torch.optim.RMSprop(parameters, lr=0.01, alpha=0.99, eps=1e-8),
    'adagrad': lambda parameters: torch.optim.Adagrad(parameters, lr=0.01, eps=1e-10),
    # foreach, since without it PyTorch 1.13 has one factor too many in the weight of the average, corrected in 2.0 (pull request 92699)
    'nadam': lambda parameters: torch.optim.NAdam(parameters, lr=0.02, foreach=True),
}


class GatedLstm(nn.Module):
    """The imitator. h[0] gates the gradient and h[1] the update of the step before, which is 0 at first. With `truth` the teacher's
    update replaces the imitator's own last update (teacher forcing)."""

    def __init__(self, hidden):
        super().__init__()
        self.rnn = nn.LSTM(1, hidden, batch_first=True)

    def forward(self, g, truth=None):  # gradients [P,T,1] to updates [P,T,1]; and the carry (h, c)
        h, carry = self.rnn(g)
        last, out = torch.zeros_like(g[:, 0]), []
        for t in range(g.shape[1]):
            last = g[:, t] * h[:, t, 0:1] + last * h[:, t, 1:2]
            out.append(last)
            if truth is not None:
                last = truth[:, t]
        return torch.stack(out, 1), carry


def relative_error(predicted, truth):
    return (truth - predicted) / (truth + peer.STABILITY)


def imitation_loss(predicted, truth):
    """The source's: the 2-norm of the relative error over all coordinates and steps."""
    return relative_error(predicted, truth).norm()


def flat(parts):
    return torch.cat([t.reshape(-1) for t in parts])


def unroll(model, teacher, batches):
    """The teacher trains the model, one step for each pair of inputs and labels: gradients [P,T,1], updates [P,T,1], T losses.
    An update is the actual difference of theta, in float32."""
    parameters = list(model.parameters())
    gradients, updates, losses = [], [], []
    for x, y in batches:
        loss = model.loss(model(x), y)
        for p in parameters:
            p.grad = None
        loss.backward()
        gradients.append(flat([p.grad for p in parameters]))
        before = flat([p.detach() for p in parameters])
        teacher.step()
        updates.append(flat([p.detach() for p in parameters]) - before)
        losses.append(loss.detach())
    return torch.stack(gradients, 1)[..., None], torch.stack(updates, 1)[..., None], losses


def tensors(folder, device):
    """MNIST on the device: images float [N,1,28,28], labels int64 [N]."""
    x, y = peer.mnist(folder)
    return torch.from_numpy(x).to(device), torch.from_numpy(y.copy()).long().to(device)
