"""Loads an imitator that `understudy export RUN` wrote, and runs it in PyTorch.

  python3 load_imitator.py imitator.safetensors [gradients.json]
gradients.json is a list of T lists of P numbers; the updates are printed in the same form. Needs torch, and nothing else.
"""
import json
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


class Imitator(torch.nn.Module):
    """update_t = g_t * h_t[0] + update_{t-1} * h_t[1]; the same weights for every coordinate."""

    def __init__(self, path):
        super().__init__()
        tensors, metadata = read_safetensors(path)
        assert (metadata['features'], metadata['head']) == ('gradient', 'gated'), metadata
        sizes = [int(h) for h in metadata['hidden'].split(',')]
        self.layers = torch.nn.ModuleList(torch.nn.LSTM(i, h) for i, h in zip([1] + sizes, sizes))
        for k, layer in enumerate(self.layers):
            layer.load_state_dict({n.replace(f'_l{k}', '_l0'): t for n, t in tensors.items() if n.endswith(f'_l{k}')})

    @torch.no_grad()
    def forward(self, gradients, state=None, last=0.0):  # [T][P] -> updates [T][P]; carry (state, last) between calls
        x, state = gradients[..., None], list(state or [None] * len(self.layers))
        for k, layer in enumerate(self.layers):
            x, state[k] = layer(x, state[k])
        updates = []
        for g, h in zip(gradients, x):
            last = g * h[:, 0] + last * h[:, 1]
            updates.append(last)
        return torch.stack(updates), (state, last)


if __name__ == '__main__':
    imitator = Imitator(sys.argv[1])
    g = torch.tensor(json.load(open(sys.argv[2]))) if len(sys.argv) > 2 else torch.randn(10, 4)
    print(json.dumps(imitator(g)[0].tolist()))
