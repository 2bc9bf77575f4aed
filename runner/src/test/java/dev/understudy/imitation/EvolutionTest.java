package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Evolution.Estimator;
import org.junit.jupiter.api.Test;

class EvolutionTest {
    private static final double CLOSE = 1e-12;

    private static Evolution evolution(int window, int shortest, int longest) {
        return new Evolution(
                Estimator.NRES,
                8,
                0.01,
                window,
                shortest,
                longest,
                0.02,
                5,
                Fade.NONE,
                0.7,
                0.95,
                10,
                50,
                0,
                Evolution.Learns.ALL,
                0);
    }

    @Test
    void aLossCountsByItsLogarithmUpToTheCap() {
        Evolution evolution = evolution(50, 100, 1000);
        assertThat(evolution.counted(0.98f)).isCloseTo(0, within(1e-7));
        assertThat(evolution.counted(0f)).isCloseTo(Math.log(0.02), within(CLOSE));
        assertThat(evolution.counted(4.9f)).isLessThan(evolution.counted(5f));
        for (float bad : new float[] {5f, 6f, Float.POSITIVE_INFINITY, Float.NaN}) {
            assertThat(evolution.counted(bad)).isCloseTo(Math.log(5.02), within(CLOSE));
        }
    }

    private static Evolution withUnseen(double unseen) {
        return new Evolution(
                Estimator.NRES,
                8,
                0.01,
                50,
                100,
                1000,
                0.02,
                5,
                Fade.NONE,
                0.7,
                0,
                1,
                0,
                0,
                Evolution.Learns.ALL,
                unseen);
    }

    @Test
    void ofSeenAndUnseenLossesEachHasItsShareOfTheLogarithm() {
        assertThat(withUnseen(0.5).mixed(0.01f, 0.04f)).isCloseTo(0.02f, within(1e-8f));
        assertThat(withUnseen(1).mixed(0.01f, 0.04f)).isEqualTo(0.04f);
        assertThat(withUnseen(0.5).counted(withUnseen(0.5).mixed(Float.NaN, 0.1f)))
                .as("one that is NaN counts as the cap")
                .isEqualTo(withUnseen(0.5).most());
        assertThat(withUnseen(0.5).seen(1001)).isEqualTo(751);
        assertThat(withUnseen(0).seen(1001)).isEqualTo(1001);
    }

    @Test
    void directionAndSizeAreApart() {
        Evolution evolution = evolution(50, 100, 1000);
        assertThat(evolution.distance(4, 1, 2)).as("twice as long").isCloseTo(0.3 * Math.log(2), within(CLOSE));
        assertThat(evolution.distance(1, 1, 0)).as("a right angle").isCloseTo(0.7, within(CLOSE));
        assertThat(evolution.distance(1, 1, -1)).as("the other way").isCloseTo(1.4, within(CLOSE));
        assertThat(evolution.distance(9, 9, 9)).as("the same").isZero();
        assertThat(evolution.distance(0, 0, 0)).as("both none").isZero();
    }

    @Test
    void whatIsNoNumberOrNothingIsAsFarAsCanBe() {
        Evolution evolution = evolution(50, 100, 1000);
        double farthest = 0.7 * 2 + 0.3 * Evolution.FARTHEST;
        assertThat(evolution.distance(0, 1, 0)).isCloseTo(farthest, within(CLOSE));
        assertThat(evolution.distance(1, 0, 0)).isCloseTo(farthest, within(CLOSE));
        assertThat(evolution.distance(Double.NaN, 1, Double.NaN)).isCloseTo(farthest, within(CLOSE));
        assertThat(evolution.distance(Double.POSITIVE_INFINITY, 1, Double.POSITIVE_INFINITY))
                .isCloseTo(farthest, within(CLOSE));
        assertThat(evolution.distance(1e30, 1, 1e15)).as("far too long").isCloseTo(0.3 * 5, within(CLOSE));
    }

    /** (p + 1)·x^p at the middles of 20 windows; of p = 2 the mean is below 1 by 1/(4·20²). */
    @Test
    void lateWindowsCountForMoreAndAllTogetherForOneEach() {
        Evolution late = new Evolution(
                Estimator.NRES, 8, 0.01, 50, 100, 1000, 0.02, 5, Fade.NONE, 0.7, 0, 1, 0, 2, Evolution.Learns.ALL, 0);
        assertThat(late.weight(0, 20)).isCloseTo(3 * 0.025 * 0.025, within(CLOSE));
        assertThat(late.weight(19, 20)).isCloseTo(3 * 0.975 * 0.975, within(CLOSE));
        double sum = 0;
        for (int window = 0; window < 20; window++) {
            sum += late.weight(window, 20);
            assertThat(evolution(50, 100, 1000).weight(window, 20)).isEqualTo(1);
        }
        assertThat(sum / 20).isCloseTo(1 - 1.0 / 1600, within(CLOSE));
    }

    @Test
    void horizonsAreLogUniformInWholeWindows() {
        Evolution evolution = evolution(50, 100, 1600);
        assertThat(evolution.windows(0f)).isEqualTo(2);
        assertThat(evolution.windows(0.25f)).isEqualTo(4);
        assertThat(evolution.windows(0.5f)).isEqualTo(8);
        assertThat(evolution.windows(1f)).isEqualTo(32);
        assertThat(evolution(50, 1, 60).windows(0f))
                .as("no episode is without a window")
                .isEqualTo(1);
    }

    @Test
    void factorsOfNetworksAreLogUniform() {
        Evolution evolution = evolution(50, 100, 1600);
        assertThat(evolution.factor(0f)).isCloseTo(0.1f, within(1e-7f));
        assertThat(evolution.factor(0.5f)).isEqualTo(1f);
        assertThat(evolution.factor(0.75f)).isCloseTo((float) Math.sqrt(10), within(1e-6f));
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertThatThrownBy(() -> evolution(50, 100, 40))
                .hasMessageContaining("evolution.longest is 40; expected at least evolution.shortest, 100");
        assertThatThrownBy(() -> evolution(50, 10, 40)).hasMessageContaining("evolution.window, 50");
        assertThatThrownBy(() -> new Evolution(
                        Estimator.PES, 0, 0.01, 1, 1, 1, 1, 1, Fade.NONE, 0, 0, 1, 0, 0, Evolution.Learns.ALL, 0))
                .hasMessageContaining("evolution.pairs is 0");
        assertThatThrownBy(() -> new Evolution(
                        Estimator.PES, 1, 0, 1, 1, 1, 1, 1, Fade.NONE, 0, 0, 1, 0, 0, Evolution.Learns.ALL, 0))
                .hasMessageContaining("evolution.sigma is 0");
        assertThatThrownBy(() -> new Evolution(
                        Estimator.PES, 1, 1, 1, 1, 1, 1, 1, Fade.NONE, 0, 1, 1, 0, 0, Evolution.Learns.ALL, 0))
                .hasMessageContaining("evolution.average is 1.0");
        assertThatThrownBy(() -> withUnseen(1.5)).hasMessageContaining("evolution.unseen is 1.5");
    }
}
