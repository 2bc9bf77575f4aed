package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** [L10] The validation of an evolution, with known losses. */
class ValidationTest {
    private static final Evolution EVOLUTION = new Evolution(
            Evolution.Estimator.NRES,
            1,
            0.01,
            5,
            50,
            200,
            0.02,
            5,
            Fade.NONE,
            0.7,
            0,
            1,
            1,
            0,
            Evolution.Learns.ALL,
            0);

    /** The validation of an evolution: every step has the same loss in all networks, except for an addition in every second one; the requested steps are noted. */
    private static final class Known implements Population {
        private final Clock clock = new Clock(EvolutionSpec.VALIDATED);
        private final double factor;
        private final double added;
        private int at;
        private int steps;
        final List<Integer> read = new ArrayList<>();
        final List<Integer> horizons = new ArrayList<>();

        Known(double factor, double added) {
            this.factor = factor;
            this.added = added;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public void begin(boolean[] mask) {
            at = 0;
            horizons.add(clock.horizon[1]);
        }

        @Override
        public void run(float[] phis, int steps, boolean compared) {
            at += steps;
            this.steps = steps;
        }

        @Override
        public void losses(float[] losses) {
            for (int k = 0; k < steps; k++) {
                int step = at - steps + k;
                read.add(step);
                for (int r = 0; r < EvolutionSpec.VALIDATED; r++) {
                    losses[k * EvolutionSpec.VALIDATED + r] = (float) (factor * step + added * (r % 2));
                }
            }
        }

        @Override
        public void agreement(float[] sums) {
            throw new AssertionError("no teacher is asked");
        }

        @Override
        public Set<String> tensors() {
            return Set.of();
        }

        @Override
        public float[] read(String tensor) {
            throw new AssertionError();
        }

        @Override
        public void write(String tensor, float[] values) {
            throw new AssertionError();
        }

        @Override
        public void close() {}
    }

    private static double of(Known... tasks) {
        EvolutionSpec spec = EvolutionEstimateTest.spec(EVOLUTION, new Teacher.Sgd(1));
        return new Validation(spec, List.of(tasks)).of(new float[spec.imitator().weights()]);
    }

    /** Steps 180 to 199 of 200, whose mean is 189.5: of all networks 0.01·189.5 + 0.05; and of the second task a tenth of it. */
    @Test
    void itIsTheGeometricMeanOverTasksOfTheMeanInTheLastTenth() {
        Known first = new Known(0.01, 0.1);
        Known second = new Known(0.001, 0);

        double found = of(first, second);

        assertThat(found).isCloseTo(Math.sqrt((1.895 + 0.05) * 0.1895), within(1e-6));
        assertThat(first.read).hasSize(20).startsWith(180).endsWith(199);
        assertThat(first.horizons).containsExactly(200);
    }

    @Test
    void whatIsNoNumberCountsAsTheCapAndNoLossIsAsGoodAsNothing() {
        assertThat(of(new Known(Double.NaN, 0))).isCloseTo(5, within(1e-9));
        assertThat(of(new Known(1, 0))).isCloseTo(5, within(1e-9));
        assertThat(of(new Known(0, 0))).isCloseTo(1e-12, within(1e-20));
    }
}
