package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectiveTest {
    private static final Objective BACKPROP = new Objective.Backprop(false, Fade.NONE);

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void everyObjectiveStandsAmongTheDefaultsAndHasItsName() {
        assertThat(Objective.defaults().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(Set.of(Objective.class.getPermittedSubclasses()));
        assertThat(Objective.defaults())
                .allSatisfy(objective ->
                        assertThat(Objective.named(objective.name())).isEqualTo(objective));
        assertThat(Objective.named("imitation")).isEqualTo(new Objective.Imitation());
        assertThat(Objective.named("evolve")).isNull();
    }

    /** From 0.8 to 0.2 between 100 and 200. */
    @ParameterizedTest
    @CsvSource({"0, 0.8", "100, 0.8", "101, 0.794", "150, 0.5", "199, 0.206", "200, 0.2", "1000000000, 0.2"})
    void aShareFadesLinearlyBetweenTwoMetaSteps(long metaStep, double share) {
        assertThat(new Fade(0.8, 0.2, 100, 200).at(metaStep)).isCloseTo(share, within(1e-12));
    }

    @Test
    void aFadeWithoutLengthIsAStep() {
        Fade step = new Fade(1, 0, 7, 7);
        assertThat(step.at(6)).isOne();
        assertThat(step.at(7)).isZero();
        assertThat(Fade.NONE.at(0)).isZero();
        assertThat(Fade.ALL.at(0)).isOne();
    }

    @Test
    void aFadeIsCheckedNumberByNumber() {
        refuses(() -> new Fade(1.5, 0, 0, 1), "imitation.from is 1.5; expected a share, 0 to 1");
        refuses(() -> new Fade(0, -1, 0, 1), "imitation.to is -1.0; expected a share, 0 to 1");
        refuses(() -> new Fade(0, Double.NaN, 0, 1), "imitation.to is NaN; expected a share, 0 to 1");
        refuses(() -> new Fade(0, 0, -1, 1), "imitation.begin is -1; expected a whole number from 0 to 1000000000");
        refuses(() -> new Fade(0, 0, 5, 4), "imitation.end is 4; expected a whole number from 5 to 1000000000");
    }

    @Test
    void whatAnObjectiveCannotGoWithIsRefused() {
        assertThatCode(() -> new Objective.Imitation().check(true, true, true)).doesNotThrowAnyException();
        assertThatCode(() -> BACKPROP.check(false, false, false)).doesNotThrowAnyException();
        refuses(
                () -> BACKPROP.check(true, false, false),
                "training.sourceFaithful is true; expected false with training.objective backprop: the source has only imitation");
        refuses(
                () -> BACKPROP.check(false, true, false),
                "imitator.teacherForcing is true; expected false with training.objective backprop: the imitator drives, so that the last update is always its own");
        refuses(
                () -> BACKPROP.check(false, false, true),
                "optimizee.dl4j is given; expected null with training.objective backprop: it computes gradients of a network without taking a step");
    }

    /** ln 1e-8 = −18.42; at 0 the floor, and NaN stays NaN, or a divergence would not be seen. */
    @Test
    void aLossOfNothingHasALogarithmAndAWeight() {
        assertThat(Formulas.logLoss(1)).isZero();
        assertThat(Formulas.logLoss(0)).isCloseTo(-18.420681f, within(1e-5f));
        assertThat(Formulas.logLoss(Float.NaN)).isNaN();
        assertThat(Formulas.logShare(4, 0.5f)).isEqualTo(0.125f);
        assertThat(Formulas.logShare(0, 0.5f)).isCloseTo(5e7f, within(10f));
        assertThat(Formulas.logShare(Float.NaN, 0.5f)).isNaN();
        assertThat(Formulas.gradientsAfter(3, 5, 0.5f)).isEqualTo(5.5f);
    }
}
