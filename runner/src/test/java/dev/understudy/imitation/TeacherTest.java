package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Teacher.AdaGrad;
import dev.understudy.imitation.Teacher.Adadelta;
import dev.understudy.imitation.Teacher.Adam;
import dev.understudy.imitation.Teacher.NAdam;
import dev.understudy.imitation.Teacher.RmsProp;
import dev.understudy.imitation.Teacher.Sgd;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TeacherTest {
    private static final Sgd NESTEROV = new Sgd(0.01, 0.9, 0, true);
    private static final Adadelta ADADELTA = new Adadelta(1, 0.9, 1e-6);
    private static final RmsProp RMSPROP = new RmsProp(0.01, 0.99, 1e-8, 0.5, true);
    private static final AdaGrad ADAGRAD = new AdaGrad(0.01, 0.1, 0.2, 1e-10);
    private static final NAdam NADAM = new NAdam(0.002, 0.8, 0.99, 1e-7, 0.01);

    static List<Teacher> teachers() {
        return List.of(NESTEROV, new Adam(0.001), ADADELTA, RMSPROP, ADAGRAD, NADAM);
    }

    @ParameterizedTest
    @MethodSource("teachers")
    void anotherLearningRateChangesNothingElse(Teacher teacher) {
        Teacher faster = teacher.withLearningRate(0.5);

        assertThat(faster.learningRate()).isEqualTo(0.5);
        assertThat(faster).isNotEqualTo(teacher);
        assertThat(faster.withLearningRate(teacher.learningRate())).isEqualTo(teacher);
    }

    @ParameterizedTest
    @MethodSource("teachers")
    void aLearningRateIsAFiniteNumberAboveZero(Teacher teacher) {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses(
                    () -> teacher.withLearningRate(rate),
                    teacher.name() + ".learningRate is " + rate + "; expected a finite number above 0");
        }
    }

    @ParameterizedTest
    @MethodSource("teachers")
    void aLearningRateThatFloat32DoesNotKnowIsRefused(Teacher teacher) {
        refuses(
                () -> teacher.withLearningRate(1e-46),
                teacher.name() + ".learningRate is 1.0E-46; expected 1e-45 or more: below, it is 0 in float32");
        refuses(
                () -> teacher.withLearningRate(1.1e38),
                teacher.name() + ".learningRate is 1.1E38; expected 1e38 or less: float32 ends soon after");
        assertThat((float) teacher.withLearningRate(1e-45).learningRate()).isPositive();
        assertThat((float) (1.0001 * teacher.withLearningRate(1e38).learningRate()))
                .isFinite();
    }

    /** A rule that is missing in a list cannot be used in a config, or is not tested with the kernels. */
    @Test
    void everyRuleStandsAmongTheDefaultsAndAmongTheFormsOfTheTests() {
        Set<Class<?>> rules = Set.of(Teacher.class.getPermittedSubclasses());
        assertThat(Teacher.DEFAULTS).hasSize(rules.size());
        for (Collection<Teacher> list : List.of(Teacher.DEFAULTS, EveryTeacher.FORMS, teachers())) {
            Set<Class<?>> found = list.stream().map(Object::getClass).collect(Collectors.toSet());
            assertThat(found).isEqualTo(rules);
        }
    }

    @Test
    void namesAreThoseOfConfigs() {
        assertThat(teachers())
                .extracting(Teacher::name)
                .containsExactly("sgd", "adam", "adadelta", "rmsprop", "adagrad", "nadam");
    }

    @Test
    void aRuleRemembersWhatItsOptionsNeed() {
        assertThat(new Sgd(0.01).states()).isZero();
        assertThat(NESTEROV.states()).isEqualTo(1);
        assertThat(new Adam(0.001).states()).isEqualTo(2);
        assertThat(ADADELTA.states()).isEqualTo(2);
        assertThat(new RmsProp(0.01, 0.99, 1e-8, 0, false).states()).isEqualTo(1);
        assertThat(new RmsProp(0.01, 0.99, 1e-8, 0.9, false).states()).isEqualTo(2);
        assertThat(new RmsProp(0.01, 0.99, 1e-8, 0, true).states()).isEqualTo(2);
        assertThat(RMSPROP.states()).isEqualTo(3);
        assertThat(ADAGRAD.states()).isEqualTo(1);
        assertThat(NADAM.states()).isEqualTo(2);
    }

    @Test
    void onlyAdaGradsSumBeginsAboveZero() {
        assertThat(teachers()).extracting(Teacher::initialState).containsExactly(0.0, 0.0, 0.0, 0.0, 0.2, 0.0);
    }

    /** Adadelta's is lr·√ε: 1 · √1e-6, 2 · √1e-4 = 2 · 0.01, and 0.5 · √0.25 = 0.5 · 0.5. No other option counts. */
    @Test
    void aTypicalUpdateIsTheLearningRateButForAdadeltaWhoseStepsBeginAtTheRootOfEpsilon() {
        assertThat(new Sgd(0.03, 0.9, 0.5, false).typicalUpdate()).isEqualTo(0.03);
        assertThat(new Adam(0.001, 0.5, 0.25, 0.1).typicalUpdate()).isEqualTo(0.001);
        assertThat(new RmsProp(0.02, 0.99, 0.25, 0.5, true).typicalUpdate()).isEqualTo(0.02);
        assertThat(new AdaGrad(0.04, 0.1, 0.2, 0.25).typicalUpdate()).isEqualTo(0.04);
        assertThat(NADAM.typicalUpdate()).isEqualTo(0.002);
        assertThat(ADADELTA.typicalUpdate()).isEqualTo(1e-3);
        assertThat(new Adadelta(2, 0.9, 1e-4).typicalUpdate()).isEqualTo(0.02);
        assertThat(new Adadelta(0.5, 0.9, 0.25).typicalUpdate()).isEqualTo(0.25);
    }

    @Test
    void adamsDefaultsAreThoseOfTorch() {
        assertThat(new Adam(0.002)).isEqualTo(new Adam(0.002, 0.9, 0.999, 1e-8));
    }

    @Test
    void sgdRefusesMomentumsThatDoNotDecay() {
        refuses(() -> new Sgd(0.01, 1, 0, false), "sgd.momentum is 1.0; expected at least 0 and below 1");
        refuses(() -> new Sgd(0.01, 0.9, -0.1, false), "sgd.dampening is -0.1");
        refuses(() -> new Sgd(0.01, Double.NaN, 0, false), "sgd.momentum is NaN");
    }

    @Test
    void nesterovNeedsMomentumAndNoDampening() {
        refuses(
                () -> new Sgd(0.01, 0, 0, true),
                "sgd.nesterov is true with momentum 0.0 and dampening 0.0; expected momentum > 0 and dampening 0");
        refuses(() -> new Sgd(0.01, 0.9, 0.1, true), "sgd.nesterov");
    }

    @Test
    void averagesMustDecayAndNoDivisorMayBeZero() {
        refuses(() -> new Adam(0.001, 1, 0.999, 1e-8), "adam.beta1 is 1.0");
        refuses(() -> new Adam(0.001, 0.9, 1.5, 1e-8), "adam.beta2 is 1.5");
        refuses(() -> new Adam(0.001, 0.9, 0.999, 0), "adam.epsilon is 0.0");
        refuses(() -> new Adadelta(1, -0.1, 1e-6), "adadelta.rho is -0.1");
        refuses(() -> new Adadelta(1, 0.9, 0), "adadelta.epsilon is 0.0");
        refuses(() -> new RmsProp(0.01, 1, 1e-8, 0, false), "rmsprop.alpha is 1.0");
        refuses(() -> new RmsProp(0.01, 0.99, -1, 0, false), "rmsprop.epsilon is -1.0");
        refuses(() -> new RmsProp(0.01, 0.99, 1e-8, 2, false), "rmsprop.momentum is 2.0");
        refuses(() -> new AdaGrad(0.01, -1, 0, 1e-10), "adagrad.learningRateDecay is -1.0; expected 0 or more");
        refuses(() -> new AdaGrad(0.01, 0, Double.NaN, 1e-10), "adagrad.initialAccumulator is NaN");
        refuses(() -> new AdaGrad(0.01, 0, 0, 0), "adagrad.epsilon is 0.0");
        refuses(() -> new NAdam(0.002, 1, 0.999, 1e-8, 4e-3), "nadam.beta1 is 1.0");
        refuses(() -> new NAdam(0.002, 0.9, -1, 1e-8, 4e-3), "nadam.beta2 is -1.0");
        refuses(() -> new NAdam(0.002, 0.9, 0.999, 0, 4e-3), "nadam.epsilon is 0.0");
        refuses(() -> new NAdam(0.002, 0.9, 0.999, 1e-8, -1), "nadam.momentumDecay is -1.0; expected 0 or more");
        refuses(() -> new NAdam(0.002, 0.9, 0.999, 1e-8, Double.POSITIVE_INFINITY), "nadam.momentumDecay is Infinity");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
