package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.ParticleRequest.Base;
import dev.understudy.engine.ParticleRequest.Part;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a worker keeps, and for how long; of particles whose loss is a quadratic. */
class WorkerParticlesTest {
    private static final EvolutionSpec SPEC = EvolutionEstimateTest.spec(
            new Evolution(
                    Evolution.Estimator.PES,
                    4,
                    0.01,
                    2,
                    4,
                    12,
                    0.02,
                    1e30,
                    Fade.NONE,
                    0.7,
                    0,
                    1,
                    0,
                    0,
                    Evolution.Learns.ALL,
                    0),
            new Teacher.Sgd(1));
    private static final int WEIGHTS = SPEC.imitator().weights();
    private static final PairRange FIRST = new PairRange(0, 0, 2);
    private static final PairRange SECOND = new PairRange(0, 2, 4);
    private static final Base START = new Base(0, Map.of());

    private final List<QuadraticPopulation> opened = new ArrayList<>();
    private boolean broken;
    private final WorkerParticles worker = new WorkerParticles(SPEC, range -> {
        double[] a = new double[WEIGHTS];
        a[1] = 1;
        opened.add(new QuadraticPopulation(SPEC, range.particles(), a, new double[WEIGHTS], true));
        Particles particles = new LocalParticles(SPEC, range, opened.get(opened.size() - 1));
        return new Breakable(particles);
    });

    private final class Breakable implements Particles {
        private final Particles whole;

        private Breakable(Particles whole) {
            this.whole = whole;
        }

        @Override
        public void start(AntitheticPairs pairs, float[] phi, boolean compared) {
            whole.start(pairs, phi, compared);
            if (broken) {
                throw new IllegalStateException("broken");
            }
        }

        @Override
        public void losses(float[] losses) {
            whole.losses(losses);
        }

        @Override
        public void agreement(float[] sums) {
            whole.agreement(sums);
        }

        @Override
        public Map<String, Integer> lengths() {
            return whole.lengths();
        }

        @Override
        public Map<String, float[]> read() {
            return whole.read();
        }

        @Override
        public void restore(AntitheticPairs pairs, Map<String, float[]> tensors) {
            whole.restore(pairs, tensors);
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    private static float[] phi(long metaStep) {
        float[] phi = new float[WEIGHTS];
        phi[1] = metaStep;
        return phi;
    }

    /** The losses at a meta-step; null if the worker does not have the particles. */
    private float[] asked(String training, PairRange range, Base base, long metaStep) {
        List<float[]> phis = new ArrayList<>();
        for (long m = base == null ? metaStep : base.metaStep(); m <= metaStep; m++) {
            phis.add(phi(m));
        }
        ParticleAnswer answer = worker.answer(
                        new ParticleRequest(training, metaStep, false, phis, List.of(new Part(range, base))))
                .get(0);
        return answer.missing() ? null : answer.losses();
    }

    private long open() {
        return opened.stream()
                .filter(population -> !population.asked.containsKey("close"))
                .count();
    }

    @Test
    void whatWasAskedBeforeIsAnsweredAgainWithTheSameNumbers() {
        assertThat(asked("a", FIRST, null, 0)).isNull();
        float[] first = asked("a", FIRST, START, 0);
        float[] second = asked("a", FIRST, null, 1);
        assertThat(asked("a", FIRST, null, 1)).containsExactly(second);
        assertThat(asked("a", FIRST, null, 0)).isNull();
        assertThat(asked("a", FIRST, START, 0)).containsExactly(first);
        assertThat(asked("a", FIRST, START, 1)).containsExactly(second);
    }

    /** It has the particles of some meta-steps ago, and goes on from there. */
    @Test
    void aWorkerThatIsBehindCatchesUpWithoutABeginning() {
        asked("a", FIRST, START, 2);
        float[] found = asked("a", FIRST, START, 5);
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).asked).containsEntry("alone", 6);
        assertThat(asked("b", FIRST, START, 5)).containsExactly(found);
        assertThat(opened).hasSize(2);
    }

    @Test
    void particlesOfAnEarlierTrainingAreClosed() {
        asked("a", FIRST, START, 0);
        asked("a", SECOND, START, 0);
        assertThat(open()).isEqualTo(2);
        assertThat(asked("b", FIRST, null, 1)).isNull();
        assertThat(open()).isZero();
    }

    @Test
    void particlesThatAreNotAskedForAnyMoreAreClosed() {
        asked("a", FIRST, START, 0);
        asked("a", SECOND, START, 0);
        for (int m = 1; m <= 10; m++) {
            asked("a", SECOND, null, m);
        }
        assertThat(open()).isEqualTo(2);
        asked("a", SECOND, null, 11);
        assertThat(open()).isEqualTo(1);
        assertThat(asked("a", FIRST, null, 1)).isNull();
    }

    @Test
    void afterAStepThatFailedTheParticlesBeginAnew() {
        asked("a", FIRST, START, 0);
        float[] expected = asked("a", FIRST, null, 1);
        asked("b", FIRST, START, 0);
        broken = true;
        assertThatThrownBy(() -> asked("b", FIRST, null, 1)).hasMessage("broken");
        broken = false;
        assertThat(asked("b", FIRST, null, 1)).isNull();
        assertThat(asked("b", FIRST, START, 1)).containsExactly(expected);
        broken = true;
        assertThatThrownBy(() -> asked("c", FIRST, START, 1)).hasMessage("broken");
        assertThat(open()).isZero();
    }

    @Test
    void allIsClosedOnceAtTheEnd() {
        asked("a", FIRST, START, 0);
        asked("a", SECOND, START, 3);
        worker.close();
        worker.close();
        assertThat(opened).hasSize(2).allSatisfy(one -> assertThat(one.asked).containsEntry("close", 1));
    }
}
