package dev.understudy.engine.fused;

import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.LoopSpec.Driver;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;

/** One driven optimizee, over {@link Kernels}. */
final class FusedLoop implements Loop {
    /** Losses kept where the kernels run between two looks. */
    private static final int KEPT = 1000;

    private final LoopSpec spec;
    private final Problem problem;
    private final Kernels kernels;
    private final Episodes episodes;
    private final Buffer phi; // [W]; null for no imitator
    private final Buffer gradient; // [1][P]
    private final Buffer truth; // [1][P]
    private final Buffer predicted; // [1][P]
    private final Buffer losses; // [KEPT]
    private final Buffer sum; // [P], of θ since beginMean
    private final Buffer scored; // [P]
    private final Buffer sums; // [KEPT][Agreement.SUMS]
    private final float keep;
    private int step;
    private int read;
    private int summed = -1;

    FusedLoop(LoopSpec spec, float[] phi, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        problem = spec.problem();
        LoopSpec.checkDriver(spec, phi);
        episodes = new Episodes(problem, kernels, 1, problem.optimizee().coordinates());
        this.phi = phi == null ? null : kernels.buffer(phi.length);
        if (phi != null) {
            this.phi.write(0, phi);
        }
        gradient = kernels.buffer(episodes.coordinates);
        truth = kernels.buffer(episodes.coordinates);
        predicted = kernels.buffer(episodes.coordinates);
        sum = kernels.buffer(episodes.coordinates);
        scored = kernels.buffer(episodes.coordinates);
        losses = kernels.buffer(KEPT);
        sums = kernels.buffer(KEPT * Agreement.SUMS);
        keep = (float) (1 - spec.weightDecay());
        episodes.begin(episodes.fresh(episodes.carry), new boolean[] {true}, 0f);
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public void run(int steps) {
        if (step + steps - read > KEPT) {
            throw new IllegalStateException(
                    (step + steps - read) + " steps without a look at the trace; at most " + KEPT);
        }
        for (int i = 0; i < steps; i++) {
            kernels.gradient(episodes.theta, episodes.clock, gradient, 0, losses, step - read);
            if (spec.driver() == Driver.TEACHER) {
                kernels.teach(
                        problem.teacher(),
                        episodes.clock.step,
                        gradient,
                        episodes.teacher,
                        truth,
                        0,
                        episodes.theta,
                        keep,
                        false);
            } else {
                kernels.teacherUpdate(
                        problem.teacher(),
                        episodes.clock.step,
                        gradient,
                        episodes.teacher,
                        truth,
                        0,
                        episodes.coordinates);
            }
            if (phi != null) { // it reads no θ
                imitate();
            }
            if (spec.driver() == Driver.IMITATOR) {
                kernels.apply(episodes.theta, predicted, 0, keep, false);
            }
            if (summed >= 0) {
                kernels.accumulate(episodes.theta, sum);
                summed++;
            }
            episodes.clock.advance(1);
            step++;
        }
    }

    private void imitate() {
        if (problem.sourceFaithful()) {
            kernels.fill(episodes.carry.update(), 0, episodes.coordinates, 0f);
        }
        boolean forced = problem.imitator().supplyTruth() && spec.driver() == Driver.TEACHER;
        kernels.step(phi, gradient, 0, forced ? truth : null, episodes.carry, predicted);
        kernels.agreement(predicted, truth, sums, (step - read) * Agreement.SUMS);
    }

    @Override
    public Trace trace() {
        float[] values = new float[step - read];
        losses.read(0, values);
        float[] s = new float[values.length * Agreement.SUMS];
        sums.read(0, s);
        Agreement[] agreement = new Agreement[values.length];
        for (int i = 0; i < agreement.length; i++) {
            agreement[i] = phi == null ? Agreement.NONE : Agreement.of(s, i * Agreement.SUMS);
        }
        Trace trace = new Trace(read, values, agreement);
        read = step;
        return trace;
    }

    @Override
    public State state() {
        return State.of(episodes.theta.read(), episodes.carry.c().read(), truth.read(), predicted.read());
    }

    @Override
    public float[] gradient() {
        return gradient.read();
    }

    @Override
    public float[] predicted() {
        return predicted.read();
    }

    @Override
    public float[] theta() {
        return episodes.theta.read();
    }

    @Override
    public Score score(Samples samples, int count, float[] theta) {
        scored.write(0, theta);
        return kernels.score(scored, samples, count);
    }

    @Override
    public void beginMean() {
        kernels.fill(sum, 0, sum.length(), 0f);
        summed = 0;
    }

    @Override
    public float[] mean() {
        float[] mean = sum.read();
        for (int p = 0; p < mean.length; p++) {
            mean[p] /= summed;
        }
        return mean;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
