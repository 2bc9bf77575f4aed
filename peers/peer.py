"""The common code of the peers: options, MNIST and timing. A peer measures all its sizes in one process, since loading
PyTorch or JAX takes longer than a size; it prints a line per size at once.

  python3 peer_NAME.py --mnist FOLDER --sizes 2,1,1 2,1,128 [--unroll 5] [--seconds 0.2]
A size is hidden cells, batch, replicas. FOLDER has MNIST's training files as they are distributed, gzipped IDX.

The work is one meta-step: fresh theta for a network of 21,840 coordinates, `unroll` steps of SGD on random rows of MNIST, which is on
the device, with dropout, the LSTM forward and backward over all coordinates, the source's loss, one Adam step on the LSTM.
"""
import argparse
import gc
import gzip
import statistics
import struct
import sys
import time

import numpy as np

RATE, META_RATE, STABILITY = 0.01, 1e-3, 1e-8
# Weight and bias of two convolutions and two dense layers, with the fan-in that bounds their first values.
SHAPES = [((10, 1, 5, 5), 25), ((10,), 25), ((20, 10, 5, 5), 250), ((20,), 250), ((50, 320), 320), ((50,), 320), ((10, 50), 50), ((10,), 50)]


def size(text):
    try:
        hidden, batch, replicas = map(int, text.split(','))
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no size; expected HIDDEN,BATCH,REPLICAS, such as 2,1,128")
    return hidden, batch, replicas


def options():
    a = argparse.ArgumentParser()
    a.add_argument('--mnist', required=True)
    a.add_argument('--sizes', type=size, nargs='+', default=[(2, 1, 1)])
    a.add_argument('--unroll', type=int, default=5)
    a.add_argument('--seconds', type=float, default=0.2, help='per round, of five')
    a.add_argument('--threads', type=int, default=1, help="of PyTorch's work on the host")
    return a.parse_args()


def idx(path):
    """The values of a gzipped IDX file of bytes, in its shape."""
    with gzip.open(path, 'rb') as f:
        zero, kind, rank = struct.unpack('>HBB', f.read(4))
        shape = struct.unpack(f'>{rank}I', f.read(4 * rank))
        values = np.frombuffer(f.read(), np.uint8)
    if zero != 0 or kind != 8 or values.size != np.prod(shape):
        sys.exit(f'{path} is no IDX file of bytes, or not whole; fetch MNIST again')
    return values.reshape(shape)


def mnist(folder):
    """Training images, normalised: float32 [N,1,28,28]; labels uint8 [N]."""
    x = idx(f'{folder}/train-images-idx3-ubyte.gz').astype(np.float32)
    return ((x / np.float32(255) - np.float32(0.1307)) / np.float32(0.3081))[:, None], idx(f'{folder}/train-labels-idx1-ubyte.gz')


def millis(run, sync, seconds):
    """Milliseconds per meta-step: the median of five rounds of at least `seconds` and two meta-steps. run(n) runs n of them."""
    run(3)
    sync()
    t = time.perf_counter()
    run(1)
    sync()
    few = max(1, min(10, int(seconds / 5 / (time.perf_counter() - t))))  # between two readings of the clock
    rounds = []
    for _ in range(5):
        sync()
        t, n = time.perf_counter(), 0
        while n < 2 or time.perf_counter() - t < seconds:
            run(few)
            n += few
        sync()
        rounds.append((time.perf_counter() - t) / n)
    return 1000 * statistics.median(rounds)


def measure(o, who, make, sync, forget=lambda: None):
    """Prints a line per size. make(hidden, batch, replicas) returns run(n) and a function for the last loss. If a size fails, for
    example because memory runs out, its line has the error, and the next size follows."""
    others = 0
    for hidden, batch, replicas in o.sizes:
        head = f'{who} hidden={hidden} unroll={o.unroll} batch={batch} replicas={replicas}: '
        try:
            run, loss = make(hidden, batch, replicas)
            ms = millis(run, sync, o.seconds)
            line = f'{1000 / ms:.1f} meta-steps/s, {ms:.3f} ms per meta-step, {1000 * replicas / ms:.1f} optimizees/s, loss {loss():.6g}'
        except Exception as e:
            memory = any(words in str(e).lower() for words in ('out of memory', 'resource_exhausted', 'alloc_failed', 'memoryerror')) or isinstance(e, MemoryError)
            others += not memory
            line = ('out of memory: ' if memory else 'failed: ') + (f'{type(e).__name__} {e}'.splitlines()[0])[:300]
        print(head + line, flush=True)
        run = loss = None
        gc.collect()
        forget()
    sys.exit(1 if others else 0)
