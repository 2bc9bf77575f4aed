package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.EveryTeacher;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules over rows against the same formulas, coordinate by coordinate: every bit, at awkward sizes and places. */
class UpdateRowsTest {
    private static final int[] SIZES = {1, 3, 31, 33, 207, 1000, 1023, 1024, 1025, 2600};
    private static final int STEPS = 4;

    static List<Teacher> rules() {
        return EveryTeacher.FORMS;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyBitIsThatOfTheFormulasOneByOne(Teacher rule) {
        for (int n : SIZES) {
            float[] gradient = numbers(n + 7);
            float[] theta = numbers(n + 5);
            float[] update = numbers(n + 9);
            float[] state = new float[Math.max(1, rule.states()) * (n + 2) + 3];
            Arrays.fill(state, (float) rule.initialState());
            float[] expectedTheta = theta.clone();
            float[] expectedUpdate = update.clone();
            float[] expectedState = state.clone();
            UpdateRows rows = new UpdateRows();
            for (int t = 1; t <= STEPS; t++) {
                boolean rounded = t % 2 == 0;
                rows.step(rule, t, gradient, 7, state, 3, n + 2, update, 4, n, theta, 5, 0.99f, rounded);
                for (int p = 0; p < n; p++) {
                    OneByOne one = new OneByOne(rule, t, gradient[7 + p], expectedState, 3 + p, n + 2);
                    float before = expectedTheta[5 + p];
                    expectedTheta[5 + p] = before * 0.99f + one.u;
                    expectedUpdate[4 + p] = rounded ? expectedTheta[5 + p] - before : one.u;
                }
                assertThat(update).as("%s, n = %d, step %d: u", rule, n, t).isEqualTo(expectedUpdate);
                assertThat(state).as("%s, n = %d, step %d: states", rule, n, t).isEqualTo(expectedState);
                assertThat(theta).as("%s, n = %d, step %d: θ", rule, n, t).isEqualTo(expectedTheta);
            }
        }
    }

    @Test
    void anUpdateAloneLeavesThetaAndIsAppliedLater() {
        for (int n : SIZES) {
            Teacher rule = new Teacher.Adam(1e-3);
            float[] gradient = numbers(n);
            float[] theta = numbers(n + 2);
            float[] together = theta.clone();
            float[] update = new float[n];
            float[] rounded = new float[n];
            UpdateRows rows = new UpdateRows();
            rows.step(rule, 1, gradient, 0, new float[2 * n], 0, n, rounded, 0, n, together, 1, 0.9f, true);
            rows.step(rule, 1, gradient, 0, new float[2 * n], 0, n, update, 0, n, null, 0, 1f, false);
            float[] u = update.clone();
            float[] plain = theta.clone();

            rows.apply(plain, 1, update, 0, 0.9f, false, n);
            assertThat(update).isEqualTo(u);
            rows.apply(theta, 1, update, 0, 0.9f, true, n);

            assertThat(theta).isEqualTo(together);
            assertThat(plain).isEqualTo(together);
            assertThat(update).isEqualTo(rounded);
        }
    }

    /** Two rows of update, replicas at steps of their own, and more than a range of each. */
    @ParameterizedTest
    @MethodSource("rules")
    void aPassIsThatOfEachReplicaWhateverTheNumberOfWorkers(Teacher rule) {
        int n = 33_001;
        for (int replicas : new int[] {1, 2}) {
            int all = replicas * n;
            float[] gradient = numbers(2 * all);
            float[] theta = numbers(all);
            float[] update = new float[2 * all];
            float[] state = new float[rule.states() * all];
            UpdateRows rows = new UpdateRows();
            for (int row = 0; row < 2; row++) {
                for (int r = 0; r < replicas; r++) {
                    int p = r * n;
                    int at = row * all + p;
                    int t = 1 + row + 5 * r;
                    rows.step(rule, t, gradient, at, state, p, all, update, at, n, theta, p, 0.9f, true);
                }
            }
            for (int workers : new int[] {1, 3}) {
                float[] moved = numbers(all);
                float[] found = new float[2 * all];
                float[] states = new float[rule.states() * all];
                try (WorkerPool pool = new WorkerPool(workers)) {
                    UpdatePass pass = new UpdatePass(workers);
                    pass.teach(
                            pool,
                            rule,
                            Arrays.copyOf(new int[] {0, 5}, replicas),
                            gradient,
                            states,
                            found,
                            0,
                            n,
                            moved,
                            0.9f,
                            true);
                    pass.teach(
                            pool,
                            rule,
                            Arrays.copyOf(new int[] {1, 6}, replicas),
                            gradient,
                            states,
                            found,
                            1,
                            n,
                            moved,
                            0.9f,
                            true);
                }
                assertThat(moved).as("θ of %d, %d workers", replicas, workers).isEqualTo(theta);
                assertThat(found).as("u of %d, %d workers", replicas, workers).isEqualTo(update);
                assertThat(states)
                        .as("states of %d, %d workers", replicas, workers)
                        .isEqualTo(state);
            }
        }
    }

    private static float[] numbers(int n) {
        SplittableRandom random = new SplittableRandom(n);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** u of one coordinate, whose states move on. */
    private static final class OneByOne implements Teacher.Cases<Float> {
        private final float[] c = new float[Teacher.COEFFICIENTS];
        private final float g;
        private final float[] s;
        private final int at;
        private final int stride;
        private final float u;

        OneByOne(Teacher rule, int t, float g, float[] s, int at, int stride) {
            rule.coefficients(t, c, 0);
            this.g = g;
            this.s = s;
            this.at = at;
            this.stride = stride;
            u = rule.choose(this);
        }

        private float average(int k, double decay, float x) {
            int place = at + k * stride;
            s[place] = Formulas.average(s[place], x, (float) decay, (float) (1 - decay));
            return s[place];
        }

        private float buffer(int k, float x, double mu, float undamped) {
            int place = at + k * stride;
            s[place] = Formulas.momentum(s[place], x, (float) mu, undamped);
            return s[place];
        }

        @Override
        public Float sgd(Teacher.Sgd rule) {
            if (rule.momentum() == 0) {
                return Formulas.sgdUpdate(g, c[0]);
            }
            float b = buffer(0, g, rule.momentum(), c[1]);
            return rule.nesterov()
                    ? Formulas.nesterovUpdate(g, b, (float) rule.momentum(), c[0])
                    : Formulas.sgdUpdate(b, c[0]);
        }

        @Override
        public Float adam(Teacher.Adam rule) {
            float m = average(0, rule.beta1(), g);
            return Formulas.adamUpdate(m, average(1, rule.beta2(), g * g), c[0], c[1], (float) rule.epsilon());
        }

        @Override
        public Float adadelta(Teacher.Adadelta rule) {
            float square = average(0, rule.rho(), g * g);
            float d = Formulas.adadeltaStep(g, square, s[at + stride], (float) rule.epsilon());
            average(1, rule.rho(), d * d);
            return Formulas.sgdUpdate(d, c[0]);
        }

        @Override
        public Float rmsProp(Teacher.RmsProp rule) {
            float v = average(0, rule.alpha(), g * g);
            if (rule.centered()) {
                v = Formulas.variance(v, average(1, rule.alpha(), g));
            }
            float d = Formulas.overRoot(g, v, (float) rule.epsilon());
            if (rule.momentum() > 0) {
                d = buffer(rule.states() - 1, d, rule.momentum(), 1f);
            }
            return Formulas.sgdUpdate(d, c[0]);
        }

        @Override
        public Float adaGrad(Teacher.AdaGrad rule) {
            s[at] = Formulas.average(s[at], g * g, 1f, 1f);
            return Formulas.sgdUpdate(Formulas.overRoot(g, s[at], (float) rule.epsilon()), c[0]);
        }

        @Override
        public Float nAdam(Teacher.NAdam rule) {
            float m = average(0, rule.beta1(), g);
            float v = average(1, rule.beta2(), g * g);
            return Formulas.adamUpdate(Formulas.lookAhead(g, m, c[2]), v, c[0], c[1], (float) rule.epsilon());
        }
    }
}
