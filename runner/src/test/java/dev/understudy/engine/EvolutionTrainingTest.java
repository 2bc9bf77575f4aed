package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The use of a meta-gradient in evolution: over populations whose loss is a quadratic with its minimum at weights of 1. */
class EvolutionTrainingTest {
    private static final int WEIGHTS = EvolutionEstimateTest.imitator().weights();
    private static final double RATE = 0.05;

    private final List<QuadraticPopulation> opened = new ArrayList<>();

    private static Evolution evolution(Estimator estimator, Fade imitation, double average, int validateEvery) {
        return new Evolution(
                estimator,
                4,
                0.01,
                2,
                4,
                12,
                0.02,
                1e30,
                imitation,
                0.7,
                average,
                1,
                validateEvery,
                0,
                Evolution.Learns.ALL,
                0);
    }

    /** Two tasks; one has its least value at 2 and one at 0, so that the mean of both has it at 1. */
    private EvolutionTraining training(Evolution evolution) {
        EvolutionSpec one = EvolutionEstimateTest.spec(evolution, new Teacher.Sgd(RATE));
        List<Problem> tasks = List.of(one.tasks().get(0), one.tasks().get(0));
        EvolutionSpec spec = new EvolutionSpec(tasks, List.of(), 5, evolution, new Teacher.Sgd(RATE), 0, 0);
        List<Particles> particles = List.of(particles(spec, 0, -2), particles(spec, 1, 0));
        List<Population> validation =
                evolution.validateEvery() == 0 ? List.of() : List.of(quadratic(spec, EvolutionSpec.VALIDATED, -1));
        return new EvolutionTraining(spec, new float[WEIGHTS], particles, validation, new PlainRule());
    }

    private Particles particles(EvolutionSpec spec, int task, double slope) {
        return new LocalParticles(spec, PairRange.all(spec, task), quadratic(spec, spec.particles(), slope));
    }

    private QuadraticPopulation quadratic(EvolutionSpec spec, int particles, double slope) {
        double[] a = new double[WEIGHTS];
        double[] h = new double[WEIGHTS];
        Arrays.fill(a, slope / 4);
        Arrays.fill(h, 0.25);
        QuadraticPopulation population = new QuadraticPopulation(spec, particles, a, h, false);
        opened.add(population);
        return population;
    }

    /** SGD without a state, and one number that counts its steps, so that there is something to be saved. */
    private static final class PlainRule implements Population.MetaRule {
        private final float[] steps = new float[1];

        @Override
        public void update(long metaStep, float[] gradient, float[] phi) {
            assertThat(steps[0]).isEqualTo(metaStep);
            steps[0]++;
            for (int w = 0; w < phi.length; w++) {
                phi[w] -= (float) RATE * gradient[w];
            }
        }

        @Override
        public float[] read() {
            return steps.clone();
        }

        @Override
        public void write(float[] state) {
            steps[0] = state[0];
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    private static double mean(float[] phi) {
        double sum = 0;
        for (float x : phi) {
            sum += x;
        }
        return sum / phi.length;
    }

    @ParameterizedTest
    @EnumSource(Estimator.class)
    void phiGoesToWhereTheMeanOfTheTasksIsLeast(Estimator estimator) {
        EvolutionTraining training = training(evolution(estimator, Fade.NONE, 0.98, 0));
        training.run(1500);
        assertThat(mean(training.phi())).isCloseTo(1, within(0.1));
    }

    @ParameterizedTest
    @EnumSource(Estimator.class)
    void whatIsContinuedInTheMiddleOfEpisodesIsWhatWasNotInterrupted(Estimator estimator) {
        Evolution evolution = evolution(estimator, new Fade(0.5, 0, 0, 20), 0.9, 5);
        EvolutionTraining whole = training(evolution);
        whole.run(23);
        for (int at : new int[] {1, 7, 12}) {
            EvolutionTraining first = training(evolution);
            first.run(at);
            EvolutionTraining second = training(evolution);
            second.restore(first.snapshot());
            second.run(23 - at);
            assertThat(tensors(second)).isEqualTo(tensors(whole));
            assertThat(second.phi()).containsExactly(whole.phi());
        }
    }

    private static Map<String, List<Float>> tensors(EvolutionTraining training) {
        Map<String, List<Float>> tensors = new TreeMap<>();
        training.snapshot().tensors().forEach((name, tensor) -> {
            List<Float> values = new ArrayList<>();
            for (float x : tensor.data()) {
                values.add(x);
            }
            tensors.put(name, values);
        });
        return tensors;
    }

    @Test
    void manyMetaStepsAtOnceAreThoseOneByOne() {
        EvolutionTraining one = training(evolution(Estimator.PES, Fade.NONE, 0.9, 4));
        EvolutionTraining many = training(evolution(Estimator.PES, Fade.NONE, 0.9, 4));
        many.run(11);
        for (int i = 0; i < 11; i++) {
            one.run(1);
        }
        assertThat(tensors(one)).isEqualTo(tensors(many));
    }

    /**
     * The quadratic of the validation has its least value at 1, and φ passes it on its way to the minimum of the
     * training.
     */
    @Test
    void thePhiThatIsBestOnTheValidationIsKept() {
        EvolutionTraining training = training(evolution(Estimator.NRES, Fade.NONE, 0, 1));
        training.run(60);
        double atTheEnd = distance(training.snapshot().tensors().get("phi").data());
        assertThat(distance(training.phi())).isLessThanOrEqualTo(atTheEnd);
        float best = training.snapshot().tensors().get("best.value").data()[0];
        training.run(20);
        assertThat(training.snapshot().tensors().get("best.value").data()[0]).isLessThanOrEqualTo(best);
    }

    private static double distance(float[] phi) {
        double sum = 0;
        for (float x : phi) {
            sum += (x - 1) * (x - 1);
        }
        return sum;
    }

    /** A validation with its minimum at 0, the initial φ: every step of learning increases it. */
    @Test
    void theStartIsValidatedAsWell() {
        EvolutionSpec spec =
                EvolutionEstimateTest.spec(evolution(Estimator.NRES, Fade.NONE, 0, 1), new Teacher.Sgd(RATE));
        EvolutionTraining training = new EvolutionTraining(
                spec,
                new float[WEIGHTS],
                List.of(particles(spec, 0, -2)),
                List.of(quadratic(spec, EvolutionSpec.VALIDATED, 0)),
                new PlainRule());
        training.run(10);
        assertThat(training.phi()).containsOnly(0f);
    }

    @Test
    void theAverageLagsBehindPhi() {
        EvolutionTraining training = training(evolution(Estimator.NRES, Fade.NONE, 0.5, 0));
        training.run(1);
        float[] phi = training.snapshot().tensors().get("phi").data();
        float[] average = training.phi();
        for (int w = 0; w < phi.length; w++) {
            assertThat(average[w]).isCloseTo(phi[w] / 2, within(1e-6f));
        }
    }

    @Test
    void theTeacherIsAskedAsLongAsItsShareLastsAndNotAfter() {
        EvolutionTraining training = training(evolution(Estimator.NRES, new Fade(1, 0, 0, 3), 0, 0));
        training.run(5);
        assertThat(opened.get(0).asked).containsEntry("compared", 3).containsEntry("alone", 2);
    }

    /** cos = 1 and ‖Δ̂‖ = 2‖u‖: a distance of 0.3·ln 2, the same for all, so that a whole share leaves nothing to learn from. */
    @Test
    void withAWholeShareOnlyTheDistanceFromTheTeacherCounts() {
        EvolutionTraining training = training(evolution(Estimator.NRES, new Fade(1, 1, 0, 0), 0, 0));
        training.run(2);
        assertThat(training.losses().task()).containsOnly((float) (0.3 * Math.log(2)));
        assertThat(training.phi()).containsOnly(0f);
    }

    @Test
    void everyPopulationIsClosedOnce() {
        EvolutionTraining training = training(evolution(Estimator.NRES, Fade.NONE, 0, 1));
        training.close();
        assertThat(opened).hasSize(3).allSatisfy(p -> assertThat(p.asked).containsEntry("close", 1));
    }
}
