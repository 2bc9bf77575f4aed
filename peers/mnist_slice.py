"""Makes the slice of MNIST in the test resources from all of MNIST: the training images that golden.py draws with seed 1, in the
order of their rows, which are in rows.txt, and the first ten test images.

  python3 peers/mnist_slice.py --mnist data/mnist --out runner/src/test/resources/mnist-slice
"""
import argparse
import gzip
import struct
from pathlib import Path

import golden
import peer

TEST_COUNT = 10


def write(path, a):
    """Writes an IDX file of bytes, gzipped without a date."""
    a = a.astype('uint8')
    path.write_bytes(gzip.compress(struct.pack(f'>HBB{a.ndim}I', 0, 8, a.ndim, *a.shape) + a.tobytes(), mtime=0))


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--mnist', required=True)
    a.add_argument('--out', type=Path, required=True)
    o = a.parse_args()
    training = golden.Training(o.mnist)
    for _ in golden.files(training):
        pass
    rows = sorted(training.drawn)
    o.out.mkdir(parents=True, exist_ok=True)
    for stem, chosen in (('train', rows), ('t10k', range(TEST_COUNT))):
        for kind in ('images-idx3', 'labels-idx1'):
            name = f'{stem}-{kind}-ubyte.gz'
            write(o.out / name, peer.idx(f'{o.mnist}/{name}')[list(chosen)])
    (o.out / 'rows.txt').write_text(''.join(f'{row}\n' for row in rows))
    print(f'{o.out}: {len(rows)} training images, {sum(f.stat().st_size for f in o.out.iterdir())} bytes')


if __name__ == '__main__':
    main()
