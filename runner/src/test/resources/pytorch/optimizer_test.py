"""What python/understudy.py promises as an optimizer: optimizer_test.py UNDERSTUDY_FOLDER IMITATORS_FOLDER, whose files a Java test has made."""
import copy
import io
import json
import os
import pickle
import subprocess
import sys
import unittest

import torch

sys.path.insert(0, sys.argv[1])
import understudy  # noqa: E402
from understudy import Imitator  # noqa: E402

FOLDER = sys.argv[2]
SHAPES = [(7, 5), (7,), (3, 7), (3,)]


def file(name):
    return os.path.join(FOLDER, name + '.safetensors')


def parameters(dtype=torch.float32, shapes=SHAPES, seed=1):
    torch.manual_seed(seed)
    return [torch.nn.Parameter(torch.randn(shape).to(dtype)) for shape in shapes]


def give(params, step):
    """Gradients of this step, whatever the parameters are."""
    generator = torch.Generator().manual_seed(100 + step)
    for p in params:
        p.grad = (torch.randn(p.shape, generator=generator) * 0.1).to(p.dtype)


def run(params, optimizer, steps, before=lambda step: None):
    for step in steps:
        give(params, step)
        before(step)
        optimizer.step()
    return [p.detach().clone() for p in params]


def moved(name, steps=range(3), **options):
    """How far parameters in double have moved after these steps."""
    params = parameters(torch.float64)
    start = [p.detach().clone() for p in params]
    return [p - s for p, s in zip(run(params, Imitator(params, file(name), **options), steps), start)]


def load(buffer):
    buffer.seek(0)
    return torch.load(buffer, weights_only=torch.__version__ >= '2')  # that of 1.13 knows no numbers, of no optimizer


class OptimizerTest(unittest.TestCase):
    def same(self, a, b):
        self.assertEqual(len(a), len(b))
        for x, y in zip(a, b):
            self.assertTrue(bool(x.isfinite().all()))
            self.assertTrue(torch.equal(x, y), (x - y).abs().max())

    def near(self, a, b, tolerance=1e-12):
        for x, y in zip(a, b):
            torch.testing.assert_close(x, y, rtol=tolerance, atol=tolerance)

    def test_the_update_is_added(self):
        params = parameters(torch.float64)
        optimizer = Imitator(params, file('sgd'))
        run(params, optimizer, range(20))
        give(params, 20)
        before = [p.detach().clone() for p in params]
        optimizer.step()
        for p, b in zip(params, before):
            torch.testing.assert_close(p.detach() - b, -0.01 * p.grad, rtol=0.05, atol=1e-5)

    def test_no_lr_is_the_teachers(self):
        optimizer = Imitator(parameters(), file('adam'))
        self.assertEqual(optimizer.param_groups[0]['lr'], 0.001)
        self.same(moved('adam'), moved('adam', lr=0.001))

    def test_at_twice_the_rate_updates_are_twice_as_large(self):
        self.near(moved('adam', lr=0.002), [2 * d for d in moved('adam')])
        self.same(moved('adam', lr=0), [torch.zeros(s, dtype=torch.float64) for s in SHAPES])

    def test_a_scheduler_changes_the_rate_and_not_what_is_remembered(self):
        params = parameters(torch.float64)
        start = [p.detach().clone() for p in params]
        optimizer = Imitator(params, file('adam'), lr=0.004)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.25)
        for step in range(4):
            give(params, step)
            optimizer.step()
            scheduler.step()
        two, four = moved('adam', range(2)), moved('adam', range(4))
        self.near([p.detach() - s for p, s in zip(params, start)], [4 * a + (b - a) for a, b in zip(two, four)])

    def test_weight_decay_is_decoupled_and_scaled_by_the_rate(self):
        start = [p.detach() for p in parameters(torch.float64)]
        self.near(moved('adam', [0], lr=0.002, weight_decay=0.1),
                  [u - 0.002 * 0.1 * s for u, s in zip(moved('adam', [0], lr=0.002), start)])
        self.near(moved('gated', [0], weight_decay=0.1), [u - 0.1 * s for u, s in zip(moved('gated', [0]), start)])

    def test_a_group_has_its_own_rate_and_decay(self):
        params = parameters()
        optimizer = Imitator([{'params': params[:2], 'lr': 0.1, 'weight_decay': 0.5}, {'params': params[2:], 'lr': None}], file('adam'))
        both = run(params, optimizer, range(3))
        first, second = parameters(), parameters()
        self.same(both[:2], run(first, Imitator(first[:2], file('adam'), lr=0.1, weight_decay=0.5), range(3))[:2])
        self.same(both[2:], run(second, Imitator(second[2:], file('adam')), range(3))[2:])

    def test_a_group_may_come_later(self):
        params = parameters()
        optimizer = Imitator(params[:2], file('timed'), horizon=9)
        run(params, optimizer, range(2))
        optimizer.add_param_group({'params': params[2:]})
        late = run(params, optimizer, range(2, 5))[2:]
        alone = parameters()
        self.same(late, run(alone, Imitator(alone[2:], file('timed'), horizon=9), range(2, 5))[2:])

    def test_saved_and_loaded_it_goes_on_bit_for_bit(self):
        for name, options in (('sgd', {}), ('adam', {'lr': 0.003, 'weight_decay': 0.1}), ('adam-lstm', {}), ('gated', {}),
                              ('timed', {'horizon': 9}), ('tensors', {}), ('all', {})):
            for dtype in (torch.float32, torch.bfloat16, torch.float64):
                params = parameters(dtype)
                optimizer = Imitator(params, file(name), **options)
                run(params, optimizer, range(4), lambda step: setattr(params[1], 'grad', None) if step == 2 else None)
                buffer = io.BytesIO()
                torch.save({'params': [p.detach() for p in params], 'optimizer': optimizer.state_dict()}, buffer)
                whole = run(params, optimizer, range(4, 8))
                saved = load(buffer)
                again = [torch.nn.Parameter(p) for p in saved['params']]
                other = Imitator(again, file(name), **({'horizon': 3} if options.get('horizon') else {}))
                other.load_state_dict(saved['optimizer'])
                self.same(run(again, other, range(4, 8)), whole)

    def test_a_large_parameter_goes_on_bit_for_bit_as_well(self):
        params = parameters(shapes=[(100, 80), (3,), (5000,)])
        optimizer = Imitator(params, file('adam-lstm'))
        run(params, optimizer, range(2))
        saved = copy.deepcopy(([p.detach() for p in params], optimizer.state_dict()))
        whole = run(params, optimizer, range(2, 4))
        again = [torch.nn.Parameter(p) for p in saved[0]]
        other = Imitator(again, file('adam-lstm'))
        other.load_state_dict(saved[1])
        self.same(run(again, other, range(2, 4)), whole)

    def test_copied_and_pickled_it_goes_on_bit_for_bit(self):
        for copied in (copy.deepcopy, lambda both: pickle.loads(pickle.dumps(both))):
            params = parameters()
            optimizer = Imitator(params, file('adam'))
            run(params, optimizer, range(2))
            again, other = copied((params, optimizer))
            self.same(run(again, other, range(2, 4)), run(params, optimizer, range(2, 4)))

    def test_what_was_saved_is_not_changed_by_later_steps(self):
        params = parameters()
        optimizer = Imitator(params, file('adam'))
        run(params, optimizer, range(2))
        saved = optimizer.state_dict()
        kept = copy.deepcopy(saved)
        run(params, optimizer, range(2, 4))
        other = Imitator(parameters(), file('adam'))
        other.load_state_dict(saved)
        run(parameters(), other, range(2))
        for i, state in kept['state'].items():
            self.assertEqual(saved['state'][i]['step'], 2)
            self.same([saved['state'][i]['carry']], [state['carry']])

    def test_a_parameter_without_a_gradient_is_left_alone(self):
        params, alone = parameters(), parameters()
        optimizer = Imitator(params, file('adam'))
        missing = (0, 2, 3)
        still = params[1].detach().clone()

        def before(step):
            if step in missing:
                params[1].grad = None
        run(params, optimizer, [0], before)
        self.same([params[1].detach()], [still])
        run(params, optimizer, range(1, 6), before)
        run(alone, Imitator(alone, file('adam')), [step for step in range(6) if step not in missing])
        self.near([params[1].detach()], [alone[1].detach()], 1e-6)
        whole = parameters()
        run(whole, Imitator(whole, file('adam')), range(6))
        self.near([p.detach() for k, p in enumerate(params) if k != 1], [p.detach() for k, p in enumerate(whole) if k != 1], 1e-6)
        self.assertEqual([optimizer.state[p]['step'] for p in params], [6, 3, 6, 6])

    def test_it_keeps_as_many_numbers_a_weight_as_the_page_says(self):
        for name, numbers in (('sgd', 5), ('adam', 19), ('adam-lstm', 41)):
            params = parameters()
            optimizer = Imitator(params, file(name))
            run(params, optimizer, [0])
            self.assertEqual(sum(s['carry'].numel() for s in optimizer.state.values()), numbers * sum(p.numel() for p in params))

    def test_a_closure_is_called_with_gradients_on(self):
        params = parameters()
        optimizer = Imitator(params, file('adam'))

        def closure():
            optimizer.zero_grad()
            loss = sum((p ** 2).sum() for p in params)
            loss.backward()
            return loss
        first = optimizer.step(closure).item()
        self.assertLess(optimizer.step(closure).item(), first)

    def test_layouts_of_memory_do_not_matter(self):
        plain, turned = parameters(), parameters()
        turned[0] = torch.nn.Parameter(turned[0].detach().t().contiguous().t())
        self.assertFalse(turned[0].is_contiguous())
        self.same(run(turned, Imitator(turned, file('adam')), range(3)), run(plain, Imitator(plain, file('adam')), range(3)))

    def test_factors_of_tensors_go_by_the_parameters(self):
        small, large = parameters(torch.float64), parameters(torch.float64)
        with torch.no_grad():
            large[0].mul_(100)
        starts = [[p.detach().clone() for p in params] for params in (small, large)]
        a, b = [[p - s for p, s in zip(run(params, Imitator(params, file('tensors')), [0]), start)]
                for params, start in zip((small, large), starts)]
        self.assertGreater(float(b[0].norm() / a[0].norm()), 1.5)
        self.near(a[1:], b[1:])

    def test_a_tensor_of_zeros_counts_as_one_of_the_smallest_weights(self):
        moved = []
        for size in (0, 2 ** -17, 2 ** -16):
            params = [torch.nn.Parameter(torch.full((40,), float(size), dtype=torch.float64))]
            moved.append(run(params, Imitator(params, file('tensors')), [0])[0] - size)
        self.near(moved[:2], [moved[2]] * 2)
        self.assertGreater(float(moved[0].norm()), 0)

    def test_the_program_itself_prints_updates(self):
        gradients = [[0.1, -0.2, 0.0], [0.3, 1e-6, -2.0]]
        path = os.path.join(FOLDER, 'given.json')
        with open(path, 'w') as given:
            json.dump(gradients, given)
        for name, horizon in (('adam', []), ('timed', [9])):
            printed = subprocess.run([sys.executable, os.path.join(sys.argv[1], 'understudy.py'), file(name), path] + list(map(str, horizon)),
                                     check=True, stdout=subprocess.PIPE).stdout
            self.same([torch.tensor(json.loads(printed))], [understudy.updates(file(name), gradients, *horizon)])

    def refused(self, said, name, params=None, error=ValueError, **options):
        with self.assertRaises(error) as raised:
            params = parameters() if params is None else params
            optimizer = Imitator(params, file(name), **options)
            optimizer.step()
        self.assertIn(said, str(raised.exception))

    def test_what_cannot_be_is_refused(self):
        self.refused('lr is 0.1; expected None with head gated', 'gated', lr=0.1)
        self.refused('lr is 0.1; expected None with an imitator whose learning rate in training is unknown', 'unknown', lr=0.1)
        self.refused('lr is -0.1; expected a finite number, 0 or more', 'adam', lr=-0.1)
        self.refused('lr is nan; expected', 'adam', lr=float('nan'))
        self.refused('lr is -3; expected', 'adam', [{'params': parameters(), 'lr': -3}])
        self.refused('weight_decay is -1; expected', 'adam', weight_decay=-1)
        self.refused('horizon is None; expected the number of steps that the training will have', 'timed')
        self.refused('horizon is 0; expected', 'timed', horizon=0)
        self.refused('horizon is 9; expected None with an imitator that reads no time', 'adam', horizon=9)
        self.refused('a parameter\'s type is torch.complex64; expected', 'adam', parameters(torch.complex64))
        sparse = torch.nn.Embedding(4, 2, sparse=True)
        sparse(torch.tensor([1])).sum().backward()
        self.refused('does not support sparse gradients', 'adam', list(sparse.parameters()), RuntimeError)
        with self.assertRaisesRegex(ValueError, 'tensorScale is true; expected false: this imitator scales'):
            understudy.updates(file('tensors'), [[1.0]])

    def test_a_refused_group_is_not_there(self):
        optimizer = Imitator(parameters(), file('adam'))
        with self.assertRaises(ValueError):
            optimizer.add_param_group({'params': parameters(), 'lr': -1})
        self.assertEqual(len(optimizer.param_groups), 1)

    def test_a_rate_that_comes_later_is_refused_too(self):
        params = parameters()
        optimizer = Imitator(params, file('gated'))
        optimizer.param_groups[0]['lr'] = 0.1
        with self.assertRaisesRegex(ValueError, 'lr is 0.1; expected None with head gated'):
            run(params, optimizer, [0])

    def test_a_state_of_something_else_is_refused(self):
        params = parameters()
        optimizer = Imitator(params, file('adam'))
        run(params, optimizer, [0])
        saved = optimizer.state_dict()
        with self.assertRaisesRegex(ValueError, 'state_dict\'s imitator is [0-9a-f]{16}; expected'):
            Imitator(parameters(), file('nadam')).load_state_dict(saved)
        with self.assertRaisesRegex(ValueError, r'the shape of what was remembered is \(19, 35\); expected \(19, 36\)'):
            Imitator(parameters(shapes=[(9, 4), (7,), (3, 7), (3,)]), file('adam')).load_state_dict(saved)

    def test_a_file_that_is_none_is_refused(self):
        with open(file('adam'), 'rb') as whole:
            content = whole.read()
        for changed, said in ((content[:-1] + bytes([content[-1] ^ 1]), 'it is damaged'), (content[:100], 'is not an exported imitator'),
                              (b'', 'is not an exported imitator'), (b'\x02\0\0\0\0\0\0\0{}', 'is not an exported imitator'),
                              (b'\x02\0\0\0\0\0\0\0[]', 'is not an exported imitator'), (b'some text, and long enough', 'is not an exported imitator')):
            with open(file('changed'), 'wb') as to:
                to.write(changed)
            with self.assertRaisesRegex(ValueError, said):
                Imitator(parameters(), file('changed'))
        with self.assertRaises(FileNotFoundError):
            Imitator(parameters(), file('nowhere'))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
