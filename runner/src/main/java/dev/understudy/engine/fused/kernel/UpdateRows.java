package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Teacher;

/**
 * A worker's rows for {@link Updates}: ranges of buffers are copied to rows that begin at index 0, and back. The rows
 * are allocated once, so that a meta-step allocates nothing.
 */
final class UpdateRows implements Teacher.Cases<Void> {
    /** Coordinates of a row: few enough that some rows stay in the first-level cache. */
    static final int WIDTH = 1024;

    private final float[] coefficients = new float[Teacher.COEFFICIENTS];
    private final float[] g = new float[WIDTH];
    private final float[] u = new float[WIDTH];
    private final float[][] s = new float[Teacher.STATES][WIDTH];
    private final float[] theta = new float[WIDTH];
    private int n; // coordinates that the rows hold

    /**
     * Computes u of n coordinates, which begin at g0 of gradient and u0 of update, and at s0 + k·stride of state k.
     *
     * @param t counts steps from 1
     * @param moved θ, which begins at p0 and is moved by u; null for none
     * @param keep, rounded as in {@link Kernels#apply}
     */
    void step(
            Teacher rule,
            int t,
            float[] gradient,
            int g0,
            float[] state,
            int s0,
            int stride,
            float[] update,
            int u0,
            int n,
            float[] moved,
            int p0,
            float keep,
            boolean rounded) {
        rule.coefficients(t, coefficients, 0);
        int states = rule.states();
        for (int p = 0; p < n; p += WIDTH) {
            this.n = Math.min(WIDTH, n - p);
            System.arraycopy(gradient, g0 + p, g, 0, this.n);
            for (int k = 0; k < states; k++) {
                System.arraycopy(state, s0 + k * stride + p, s[k], 0, this.n);
            }
            rule.choose(this);
            for (int k = 0; k < states; k++) {
                System.arraycopy(s[k], 0, state, s0 + k * stride + p, this.n);
            }
            if (moved != null) {
                move(moved, p0 + p, keep, rounded);
            }
            System.arraycopy(u, 0, update, u0 + p, this.n);
        }
    }

    /** θ ← fl(θ·keep + u); if {@code rounded}, u becomes the change that θ received. n coordinates. */
    void apply(float[] moved, int p0, float[] update, int u0, float keep, boolean rounded, int n) {
        for (int p = 0; p < n; p += WIDTH) {
            this.n = Math.min(WIDTH, n - p);
            System.arraycopy(update, u0 + p, u, 0, this.n);
            move(moved, p0 + p, keep, rounded);
            if (rounded) {
                System.arraycopy(u, 0, update, u0 + p, this.n);
            }
        }
    }

    private void move(float[] moved, int at, float keep, boolean rounded) {
        System.arraycopy(moved, at, theta, 0, n);
        if (rounded) {
            Updates.applyRounded(theta, u, keep, n);
        } else {
            Updates.apply(theta, u, keep, n);
        }
        System.arraycopy(theta, 0, moved, at, n);
    }

    @Override
    public Void sgd(Teacher.Sgd rule) {
        float mu = (float) rule.momentum();
        if (mu == 0) {
            Updates.sgd(coefficients[0], g, u, n);
        } else if (rule.nesterov()) {
            Updates.nesterov(mu, coefficients[0], g, s[0], u, n);
        } else {
            Updates.momentum(mu, coefficients[1], coefficients[0], g, s[0], u, n);
        }
        return null;
    }

    @Override
    public Void adam(Teacher.Adam rule) {
        Updates.adam(
                rule.beta1(),
                rule.beta2(),
                coefficients[0],
                coefficients[1],
                (float) rule.epsilon(),
                g,
                s[0],
                s[1],
                u,
                n);
        return null;
    }

    @Override
    public Void adadelta(Teacher.Adadelta rule) {
        Updates.adadelta(rule.rho(), (float) rule.epsilon(), coefficients[0], g, s[0], s[1], u, n);
        return null;
    }

    @Override
    public Void rmsProp(Teacher.RmsProp rule) {
        float epsilon = (float) rule.epsilon();
        if (rule.centered()) {
            Updates.centred(rule.alpha(), epsilon, g, s[0], s[1], u, n);
        } else {
            Updates.rmsProp(rule.alpha(), epsilon, g, s[0], u, n);
        }
        if (rule.momentum() > 0) {
            Updates.momentum((float) rule.momentum(), 1f, coefficients[0], u, s[rule.states() - 1], u, n);
        } else {
            Updates.sgd(coefficients[0], u, u, n);
        }
        return null;
    }

    @Override
    public Void adaGrad(Teacher.AdaGrad rule) {
        Updates.adaGrad((float) rule.epsilon(), coefficients[0], g, s[0], u, n);
        return null;
    }

    @Override
    public Void nAdam(Teacher.NAdam rule) {
        Updates.nAdam(rule.beta1(), rule.beta2(), coefficients, (float) rule.epsilon(), g, s[0], s[1], u, n);
        return null;
    }
}
