"""Peer: the meta-step of bench_torch.py in JAX, jit over the whole step and vmap over replicas.

  python3 peer_jax.py --peer ../shared/peer --mnist ../shared/mnist [--hidden 2] [--unroll 5] [--batch 1] [--replicas 1] [--seconds 1]
Prints one line like bench_torch.py's. The same work: random rows of MNIST on the device, dropout on, fresh theta, `unroll`
steps of SGD, the LSTM forward and backward over all coordinates, the source's loss, one Adam step.
"""
import argparse
import gzip
import math
import statistics
import time

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

a = argparse.ArgumentParser()
a.add_argument('--peer', help='not used; the other peers take it')
a.add_argument('--mnist', required=True)
a.add_argument('--hidden', type=int, default=2)
a.add_argument('--unroll', type=int, default=5)
a.add_argument('--batch', type=int, default=1)
a.add_argument('--replicas', type=int, default=1)
a.add_argument('--seconds', type=float, default=1)
o = a.parse_args()
H, T, B, R = o.hidden, o.unroll, o.batch, o.replicas


def idx(name, offset):
    with gzip.open(f'{o.mnist}/{name}') as f:
        return np.frombuffer(f.read(), np.uint8, offset=offset)


X = jnp.asarray(((idx('train-images-idx3-ubyte.gz', 16).reshape(-1, 1, 28, 28) / np.float32(255)) - 0.1307) / 0.3081, jnp.float32)
Y = jnp.asarray(idx('train-labels-idx1-ubyte.gz', 8).astype(np.int32))
SHAPES = [((10, 1, 5, 5), 25), ((10,), 25), ((20, 10, 5, 5), 250), ((20,), 250), ((50, 320), 320), ((50,), 320), ((10, 50), 50), ((10,), 50)]


def fresh(key):
    keys = jax.random.split(key, len(SHAPES))
    return [jax.random.uniform(k, shape, minval=-1, maxval=1) / math.sqrt(fan_in) for k, (shape, fan_in) in zip(keys, SHAPES)]


def pool(h):
    return lax.reduce_window(h, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), 'VALID')


def conv(h, w, b):
    return lax.conv_general_dilated(h, w, (1, 1), 'VALID') + b[None, :, None, None]


def keep(key, shape):
    return jax.random.bernoulli(key, 0.5, shape) * 2.0


def loss(theta, x, y, key):
    w1, b1, w2, b2, w3, b3, w4, b4 = theta
    k1, k2 = jax.random.split(key)
    h = jax.nn.relu(pool(conv(x, w1, b1)))
    h = conv(h, w2, b2) * keep(k1, (B, 20, 1, 1))
    h = jax.nn.relu(pool(h)).reshape(B, 320)
    h = jax.nn.relu(h @ w3.T + b3) * keep(k2, (B, 50))
    z = h @ w4.T + b4
    return -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(B), y])


def flat(theta):
    return jnp.concatenate([t.reshape(-1) for t in theta])


def trajectory(key, images, labels):
    """One replica: gradients and updates [T][P]. The data are arguments: what a compiled function encloses becomes part of it."""
    def step(theta, k):
        rows, drop = jax.random.split(k)
        i = jax.random.randint(rows, (B,), 0, len(images))
        g = jax.grad(loss)(theta, images[i], labels[i], drop)
        moved = [t - 0.01 * d for t, d in zip(theta, g)]
        return moved, (flat(g), flat(moved) - flat(theta))
    first, rest = jax.random.split(key)
    return lax.scan(step, fresh(first), jax.random.split(rest, T))[1]


def imitation(phi, g, u):
    """The source's loss for one replica. g, u [T][P]"""
    wi, wh, bi, bh = phi
    def step(carry, gu):
        h, c, last = carry
        x, _ = gu
        z = x[:, None] * wi[:, 0] + h @ wh.T + bi + bh
        i, f, q, out = jnp.split(z, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(q)
        h = jax.nn.sigmoid(out) * jnp.tanh(c)
        last = x * h[:, 0] + last * h[:, 1]
        return (h, c, last), last
    p = g.shape[1]
    predicted = lax.scan(step, (jnp.zeros((p, H)), jnp.zeros((p, H)), jnp.zeros(p)), (g, u))[1]
    return jnp.linalg.norm((u - predicted) / (u + 1e-8))


@jax.jit
def meta_step(phi, m, v, n, key, images, labels):
    key, now = jax.random.split(key)
    g, u = jax.vmap(trajectory, (0, None, None))(jax.random.split(now, R), images, labels)
    value, d = jax.value_and_grad(lambda q: jnp.mean(jax.vmap(imitation, (None, 0, 0))(q, g, u)))(phi)
    n = n + 1
    m = [0.9 * a + 0.1 * b for a, b in zip(m, d)]
    v = [0.999 * a + 0.001 * b * b for a, b in zip(v, d)]
    phi = [p - 1e-3 / (1 - 0.9 ** n) * a / (jnp.sqrt(b) / jnp.sqrt(1 - 0.999 ** n) + 1e-8) for p, a, b in zip(phi, m, v)]
    return phi, m, v, n, key, value


keys = jax.random.split(jax.random.PRNGKey(1), 5)
phi = [jax.random.uniform(k, shape, minval=-1, maxval=1) / math.sqrt(H) for k, shape in zip(keys, [(4 * H, 1), (4 * H, H), (4 * H,), (4 * H,)])]
state = (phi, [jnp.zeros_like(p) for p in phi], [jnp.zeros_like(p) for p in phi], jnp.float32(0), keys[4])


def run(times):
    global state
    value = None
    for _ in range(times):
        *state, value = meta_step(*state, X, Y)
    return value.block_until_ready()


run(3)
rounds = []
for _ in range(5):
    t, n = time.perf_counter(), 0
    while n < 2 or time.perf_counter() - t < o.seconds:
        last = run(10)
        n += 10
    rounds.append((time.perf_counter() - t) / n)
ms = 1000 * statistics.median(rounds)
print(f'jax {jax.__version__} {jax.devices()[0].platform} hidden={H} unroll={T} batch={B} replicas={R}: '
      f'{1000 / ms:.1f} meta-steps/s, {ms:.3f} ms per meta-step, {1000 * R / ms:.1f} optimizees/s, loss {float(last):.6g}')
