package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PracticeTest {
    private static Practice practice(int firstEpisode, double onPolicy) {
        return new Practice(firstEpisode, onPolicy, 0, 0.05, 0, 0);
    }

    private static Practice floor(double floor) {
        return new Practice(0, 0, 0, floor, 0, 0);
    }

    private static void accepts(ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void aNumberIsTakenUpToItsLimits() {
        accepts(() -> new Practice(100_000_000, 1, 1_000_000_000, 0.05, 1e300, 1 << 20));
        refuses(
                () -> new Practice(-1, 0, 0, 0.05, 0, 0),
                "training.firstEpisode is -1; expected a whole number from 0 to 100000000");
        refuses(
                () -> new Practice(100_000_001, 0, 0, 0.05, 0, 0),
                "training.firstEpisode is 100000001; expected a whole number from 0 to 100000000");
        refuses(() -> new Practice(0, -0.1, 0, 0.05, 0, 0), "training.onPolicy is -0.1; expected a share, 0 to 1");
        refuses(() -> new Practice(0, 1.1, 0, 0.05, 0, 0), "training.onPolicy is 1.1; expected a share, 0 to 1");
        refuses(
                () -> new Practice(0, 0, -1, 0.05, 0, 0),
                "training.onPolicyFrom is -1; expected a whole number from 0 to 1000000000");
        refuses(
                () -> new Practice(0, 0, 0, 0.05, 0, (1 << 20) + 1),
                "training.subsample is 1048577; expected a whole number from 0 to 1048576");
    }

    @Test
    void theFloorIsAPartAndNotNothing() {
        accepts(() -> floor(1));
        accepts(() -> floor(1e-9));
        for (double wrong : new double[] {0, -0.05, 1e-60, 1.01, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses(() -> floor(wrong), "training.huberFloor is " + wrong + "; expected a number above 0, at most 1");
        }
    }

    @Test
    void theFloorIsOfTheHuberLoss() {
        accepts(() -> floor(0.5).check(5, 5, ImitationLoss.HUBER, false));
        accepts(() -> Practice.PLAIN.check(5, 5, ImitationLoss.RELATIVE, false));
        refuses(
                () -> floor(0.5).check(5, 5, ImitationLoss.RELATIVE, false),
                "training.huberFloor is 0.5; expected 0.05 with training.loss relative: it belongs to the Huber loss");
    }

    @Test
    void theClipIsFiniteAndNotNegative() {
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refuses(
                    () -> new Practice(0, 0, 0, 0.05, wrong, 0),
                    "training.clip is " + wrong + "; expected a finite number, 0 or more");
        }
    }

    @Test
    void theFirstEpisodesAreOfWholeUnrollsAndNoLongerThanTheLast() {
        accepts(() -> practice(0, 0).check(5, 5, ImitationLoss.RELATIVE, false));
        accepts(() -> practice(20, 0).check(5, 20, ImitationLoss.RELATIVE, false));
        refuses(
                () -> practice(7, 0).check(5, 20, ImitationLoss.RELATIVE, false),
                "training.firstEpisode is 7; expected a multiple of training.unroll, 5, up to training.episode, 20");
        refuses(
                () -> practice(25, 0).check(5, 20, ImitationLoss.RELATIVE, false),
                "training.firstEpisode is 25; expected a multiple of training.unroll, 5, up to training.episode, 20");
    }

    @Test
    void theSourceHasNoImitatorThatDrives() {
        accepts(() -> practice(0, 0.5).check(5, 5, ImitationLoss.RELATIVE, false));
        accepts(() -> practice(0, 0).check(5, 5, ImitationLoss.RELATIVE, true));
        refuses(
                () -> practice(0, 0.5).check(5, 5, ImitationLoss.RELATIVE, true),
                "training.onPolicy is 0.5; expected 0 with training.sourceFaithful: the source has none");
    }
}
