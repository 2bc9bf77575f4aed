"""Times the step of a rollout in eager PyTorch: the gradient of an MLP 64-32-10 on a batch of 64, and the update of its 2,410 weights by an LSTM of
4 cells with moments. One thread. Prints milliseconds per step, the median of five rounds after a warm-up.

python3 peers/peer_rollout.py [SECONDS]      from the repository's root; docs/results/scripts/speed-rollout.sh calls it
"""
import statistics
import sys
import time

import torch

from closed_loops_model import Imitator, Network

CONFIG = {
    'optimizee': {'layers': [{'dense': 32}, 'relu', {'dense': 10}]},
    'teacher': {'adam': {'learningRate': 0.01}},
    'imitator': {'hidden': [4], 'features': 'moments', 'head': 'zero-out', 'moments': {'first': [0.9], 'second': [0.999]}},
}


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = Network(CONFIG, 64)
    weights = sum(p.numel() for p in torch.nn.LSTM(4, 4).parameters()) + 3 * 4 + 3
    imitator = Imitator(CONFIG, (0.3 * torch.randn(weights)).tolist(), torch.float32)
    images, labels = torch.rand(1000, 64), torch.randint(10, (1000,))
    theta = torch.rand(1, 2410) * 0.2 - 0.1
    carry = imitator.fresh(2410, theta)
    times = []
    for round_ in range(6):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            rows = torch.randint(1000, (1, 64))
            _, g = network.gradient(theta, images[rows], labels[rows], None)
            with torch.no_grad():
                theta = theta + imitator.unroll(g, carry)
            steps += 1
        times.append(1000 * (time.perf_counter() - start) / steps)
    print(f'torch {torch.__version__} eager rollout step: {statistics.median(times[1:]):.4f} ms')


if __name__ == '__main__':
    main()
