package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Rollout.Agreement;
import org.junit.jupiter.api.Test;

/** The figures of a traced rollout, over steps that compute nothing: step k has loss k, and θ is k after it. */
class TracedRolloutTest {
    private static final Rollout.State STATE =
            Rollout.State.of(new float[] {1}, new float[0], new float[] {2}, new float[] {3});

    private final Numbered steps = new Numbered();
    private final Rollout rollout = new TracedRollout(steps);

    private static final class Numbered implements RolloutSteps {
        private int done;
        private int looked;
        private float sum;

        @Override
        public void run(int steps, boolean summed) {
            for (int i = 0; i < steps; i++) {
                sum += summed ? done : 0;
                done++;
            }
        }

        @Override
        public void figures(float[] loss, float[] agreement) {
            for (int i = 0; i < loss.length; i++) {
                loss[i] = looked + i;
                agreement[i * Agreement.SUMS + 1] = looked + i;
            }
            looked = done;
        }

        @Override
        public Rollout.State state() {
            return STATE;
        }

        @Override
        public float[] gradient() {
            return new float[] {1};
        }

        @Override
        public float[] predicted() {
            return new float[] {2};
        }

        @Override
        public float[] theta() {
            return new float[] {done - 1};
        }

        @Override
        public Rollout.Score score(Samples samples, int count, float[] theta) {
            return new Rollout.Score(count, theta[0]);
        }

        @Override
        public void clearSum() {
            sum = 0;
        }

        @Override
        public float[] sum() {
            return new float[] {sum};
        }

        @Override
        public void close() {
            done = -1;
        }
    }

    @Test
    void aTraceHasTheStepsSinceTheOneBefore() {
        rollout.run(3);
        assertThat(rollout.trace().loss()).containsExactly(0, 1, 2);
        rollout.run(1);
        rollout.run(1);
        Rollout.Trace trace = rollout.trace();
        assertThat(trace.first()).isEqualTo(3);
        assertThat(trace.loss()).containsExactly(3, 4);
        assertThat(trace.agreement()).extracting(Agreement::truth).containsExactly(3.0, 4.0);
        assertThat(rollout.trace().loss()).isEmpty();
        assertThat(rollout.step()).isEqualTo(5);
    }

    @Test
    void aThousandStepsMayGoByWithoutALookAndNoMore() {
        rollout.run(600);
        rollout.run(400);
        assertThatThrownBy(() -> rollout.run(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1001 steps without reading the trace; at most 1000");
        assertThat(rollout.trace().loss()).hasSize(1000);
        rollout.run(1000);
        assertThat(rollout.step()).isEqualTo(2000);
    }

    @Test
    void whatTheStepsHaveIsHandedOn() {
        rollout.run(3);
        assertThat(rollout.state()).isSameAs(STATE);
        assertThat(rollout.gradient()).containsExactly(1);
        assertThat(rollout.predicted()).containsExactly(2);
        assertThat(rollout.theta()).containsExactly(2);
        assertThat(rollout.score(null, 7, new float[] {0.5f})).isEqualTo(new Rollout.Score(7, 0.5));
        rollout.close();
        assertThat(steps.done).isEqualTo(-1);
    }

    @Test
    void theMeanIsOfTheStepsSinceItWasBegun() {
        rollout.run(10);
        rollout.beginMean();
        rollout.run(2);
        rollout.run(1);
        assertThat(rollout.mean()).containsExactly(11);
        rollout.beginMean();
        rollout.run(2);
        assertThat(rollout.mean()).containsExactly(13.5f);
    }
}
