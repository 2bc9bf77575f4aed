"""Peer: the meta-step in JAX, jit over the whole step and vmap over replicas. See peer.py for options and work.

  python3 peer_jax.py --mnist data/mnist --sizes 2,1,1 2,1,128
"""
import math

import jax
from jax import lax
from jax import numpy as jnp

import peer

o = peer.options()
x, y = peer.mnist(o.mnist)
X, Y = jnp.asarray(x), jnp.asarray(y.astype('int32'))


def fresh(key):
    keys = jax.random.split(key, len(peer.SHAPES))
    return [jax.random.uniform(k, shape, minval=-1, maxval=1) / math.sqrt(fan_in) for k, (shape, fan_in) in zip(keys, peer.SHAPES)]


def pool(h):
    return lax.reduce_window(h, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), 'VALID')


def conv(h, w, b):
    return lax.conv_general_dilated(h, w, (1, 1), 'VALID') + b[None, :, None, None]


def keep(key, shape):
    return jax.random.bernoulli(key, 0.5, shape) * 2.0


def loss(theta, images, labels, key):
    """images [B,1,28,28], labels [B]"""
    w1, b1, w2, b2, w3, b3, w4, b4 = theta
    B = len(labels)
    k1, k2 = jax.random.split(key)
    h = jax.nn.relu(pool(conv(images, w1, b1)))
    h = conv(h, w2, b2) * keep(k1, (B, 20, 1, 1))
    h = jax.nn.relu(pool(h)).reshape(B, 320)
    h = jax.nn.relu(h @ w3.T + b3) * keep(k2, (B, 50))
    z = h @ w4.T + b4
    return -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(B), labels])


def flat(theta):
    return jnp.concatenate([t.reshape(-1) for t in theta])


def trajectory(B, key, images, labels):
    """One replica: gradients and updates [T][P]. The data are arguments, since captured values become constants of a compiled function."""
    def step(theta, k):
        rows, drop = jax.random.split(k)
        i = jax.random.randint(rows, (B,), 0, len(images))
        g = jax.grad(loss)(theta, images[i], labels[i], drop)
        moved = [t - peer.RATE * d for t, d in zip(theta, g)]
        return moved, (flat(g), flat(moved) - flat(theta))
    first, rest = jax.random.split(key)
    return lax.scan(step, fresh(first), jax.random.split(rest, o.unroll))[1]


def imitation(H, phi, g, u):
    """The source's loss for one replica. g, u [T][P]"""
    wi, wh, bi, bh = phi

    def step(carry, gu):
        h, c, last = carry
        g, _ = gu
        z = g[:, None] * wi[:, 0] + h @ wh.T + bi + bh
        i, f, q, out = jnp.split(z, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(q)
        h = jax.nn.sigmoid(out) * jnp.tanh(c)
        last = g * h[:, 0] + last * h[:, 1]
        return (h, c, last), last
    p = g.shape[1]
    predicted = lax.scan(step, (jnp.zeros((p, H)), jnp.zeros((p, H)), jnp.zeros(p)), (g, u))[1]
    return jnp.linalg.norm((u - predicted) / (u + peer.STABILITY))


def make(H, B, R):
    @jax.jit
    def meta_step(phi, m, v, n, key, images, labels):
        key, now = jax.random.split(key)
        g, u = jax.vmap(lambda k: trajectory(B, k, images, labels))(jax.random.split(now, R))
        value, d = jax.value_and_grad(lambda q: jnp.mean(jax.vmap(lambda gr, ur: imitation(H, q, gr, ur))(g, u)))(phi)
        n = n + 1
        m = [0.9 * a + 0.1 * b for a, b in zip(m, d)]
        v = [0.999 * a + 0.001 * b * b for a, b in zip(v, d)]
        phi = [p - peer.META_RATE / (1 - 0.9 ** n) * a / (jnp.sqrt(b) / jnp.sqrt(1 - 0.999 ** n) + 1e-8) for p, a, b in zip(phi, m, v)]
        return phi, m, v, n, key, value

    keys = jax.random.split(jax.random.PRNGKey(1), 5)
    phi = [jax.random.uniform(k, shape, minval=-1, maxval=1) / math.sqrt(H) for k, shape in zip(keys, [(4 * H, 1), (4 * H, H), (4 * H,), (4 * H,)])]
    state = [phi, [jnp.zeros_like(p) for p in phi], [jnp.zeros_like(p) for p in phi], jnp.float32(0), keys[4]]
    last = [None]

    def run(n):
        for _ in range(n):
            *state[:], last[0] = meta_step(*state, X, Y)
        last[0].block_until_ready()

    return run, lambda: float(last[0])


# Code compiled for one size cannot be used for the next.
peer.measure(o, f'jax {jax.__version__} {jax.devices()[0].platform} matmul={jax.config.jax_default_matmul_precision or "default"}', make, lambda: None,
             jax.clear_caches)
