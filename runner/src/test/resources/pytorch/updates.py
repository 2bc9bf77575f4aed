"""What python/understudy.py adds to parameters whose gradients are given, case by case: updates.py UNDERSTUDY_FOLDER CASES ANSWERS, both JSON."""
import json
import math
import sys

import torch

sys.path.insert(0, sys.argv[1])
from understudy import Imitator  # noqa: E402


def updates(case):
    # In double, so that the difference before and after a step is the update itself.
    flat = torch.tensor(case['theta'], dtype=torch.float64)
    sizes = [math.prod(shape) for shape in case['shapes']]
    params = [torch.nn.Parameter(part.reshape(shape).clone()) for part, shape in zip(flat.split(sizes), case['shapes'])]
    optimizer = Imitator(params, case['file'], horizon=case['horizon'])
    for gradient in case['gradients']:
        for p, g in zip(params, torch.tensor(gradient, dtype=torch.float64).split(sizes)):
            p.grad = g.reshape(p.shape)
        before = [p.detach().clone() for p in params]
        optimizer.step()
        yield torch.cat([(p.detach() - b).flatten() for p, b in zip(params, before)]).tolist()


with open(sys.argv[2]) as cases, open(sys.argv[3], 'w') as answers:
    json.dump([list(updates(case)) for case in json.load(cases)], answers)
