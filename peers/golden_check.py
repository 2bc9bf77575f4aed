"""Compares two folders of golden tensors with the tolerances of the tests (GoldenContract). golden.py --check uses it."""
import numpy as np

import safetensors_file

# The norm of the difference over the norm.
TOLERANCE = 1e-5
# Relative to the distance that phi has moved. The loss has the same tolerance: an update of 1e-8 is a rounding, and the relative error divides by it.
MOVED_TOLERANCE = 1e-2


def norm(a):
    return np.linalg.norm(a.astype(np.float64).reshape(-1))


def most(name, a):
    if a.dtype == np.int64:
        return 0
    return MOVED_TOLERANCE if name.endswith('.imitation_loss') else TOLERANCE


def differences(made, kept):
    """Differences of two files: each tensor's name, its difference and its tolerance."""
    for name in sorted(made.keys() | kept.keys()):
        if name not in made or name not in kept or made[name].shape != kept[name].shape or made[name].dtype != kept[name].dtype:
            yield name + ' (there, shape and kind)', np.inf, 0
        elif '.after.' not in name:
            yield name, norm(made[name] - kept[name]) / (norm(kept[name]) or 1), most(name, kept[name])
    parts = [name[len('initial.'):] for name in kept if name.startswith('initial.')]

    def phi(file, prefix):
        return np.concatenate([file[prefix + part].reshape(-1) for part in parts])
    for step in sorted({name.split('.')[0] for name in kept if '.after.' in name}):
        before, after = phi(kept, 'initial.'), phi(kept, f'{step}.after.')
        yield f'{step}.after', norm(phi(made, f'{step}.after.') - after) / norm(after - before), MOVED_TOLERANCE


def compare(made, kept):
    """Prints a line for each file, and for each tensor that differs too much; returns whether all agree."""
    well = True
    for name in sorted({f.name for folder in (made, kept) for f in folder.glob('*.safetensors')}):
        if not all((folder / name).exists() for folder in (made, kept)):
            print(f'{name}: is only ' + ('among the files made' if (made / name).exists() else f'in {kept}'))
            well = False
            continue
        found = list(differences(safetensors_file.read(made / name), safetensors_file.read(kept / name)))
        worst = max(found, key=lambda d: d[1])
        over = [d for d in found if not d[1] <= d[2]]
        print(f'{name}: {len(found)} tensors compared, the largest difference is {worst[1]:.1e} ({worst[0]})')
        for tensor, difference, limit in over:
            print(f'  {tensor} differs by {difference:.1e}; expected at most {limit:.0e}')
        well = well and not over
    return well
