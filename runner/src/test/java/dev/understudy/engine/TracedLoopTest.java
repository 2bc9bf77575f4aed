package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Loop.Agreement;
import org.junit.jupiter.api.Test;

/** What a loop counts, over steps that compute nothing: step k has loss k, and θ is k after it. */
class TracedLoopTest {
    private static final Loop.State STATE =
            Loop.State.of(new float[] {1}, new float[0], new float[] {2}, new float[] {3});

    private final Numbered steps = new Numbered();
    private final Loop loop = new TracedLoop(steps);

    private static final class Numbered implements LoopSteps {
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
        public Loop.State state() {
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
        public Loop.Score score(Samples samples, int count, float[] theta) {
            return new Loop.Score(count, theta[0]);
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
        loop.run(3);
        assertThat(loop.trace().loss()).containsExactly(0, 1, 2);
        loop.run(1);
        loop.run(1);
        Loop.Trace trace = loop.trace();
        assertThat(trace.first()).isEqualTo(3);
        assertThat(trace.loss()).containsExactly(3, 4);
        assertThat(trace.agreement()).extracting(Agreement::truth).containsExactly(3.0, 4.0);
        assertThat(loop.trace().loss()).isEmpty();
        assertThat(loop.step()).isEqualTo(5);
    }

    @Test
    void aThousandStepsMayGoByWithoutALookAndNoMore() {
        loop.run(600);
        loop.run(400);
        assertThatThrownBy(() -> loop.run(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1001 steps without a look at the trace; at most 1000");
        assertThat(loop.trace().loss()).hasSize(1000);
        loop.run(1000);
        assertThat(loop.step()).isEqualTo(2000);
    }

    @Test
    void whatTheStepsHaveIsHandedOn() {
        loop.run(3);
        assertThat(loop.state()).isSameAs(STATE);
        assertThat(loop.gradient()).containsExactly(1);
        assertThat(loop.predicted()).containsExactly(2);
        assertThat(loop.theta()).containsExactly(2);
        assertThat(loop.score(null, 7, new float[] {0.5f})).isEqualTo(new Loop.Score(7, 0.5));
        loop.close();
        assertThat(steps.done).isEqualTo(-1);
    }

    @Test
    void theMeanIsOfTheStepsSinceItWasBegun() {
        loop.run(10);
        loop.beginMean();
        loop.run(2);
        loop.run(1);
        assertThat(loop.mean()).containsExactly(11);
        loop.beginMean();
        loop.run(2);
        assertThat(loop.mean()).containsExactly(13.5f);
    }
}
