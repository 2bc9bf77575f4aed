"""Peer: the meta-step in eager PyTorch, as a user of that ecosystem would write it; one replica. See peer.py for options and work.

  python3 peer_eager.py --mnist data/mnist --sizes 2,1,1 20,64,1
"""
import torch

import peer
from reference import Cnn, GatedLstm, TEACHERS, imitation_loss, tensors, unroll


def tf32():
    """The present setting of TF32, PyTorch's default: if it is on, convolutions (and cuDNN's LSTM) or products round their inputs to 10 bits."""
    def text(settings):
        try:
            return str(settings.allow_tf32)
        except (AttributeError, RuntimeError) as e:  # newer releases have another name for it
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

        def meta_step():
            model = Cnn().to(device)
            batches = []
            for _ in range(o.unroll):
                rows = torch.randint(0, len(x), (batch,), device=device)
                batches.append((x[rows], y[rows]))
            g, u, _ = unroll(model, TEACHERS['sgd'](model.parameters()), batches)
            loss = imitation_loss(imitator(g)[0], u)
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
