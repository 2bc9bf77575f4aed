package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepHintTest {
    private static List<String> said(double overheadMillis, int steps, long stepMillis) {
        List<String> said = new ArrayList<>();
        StepHint hint = new StepHint(overheadMillis, said::add);
        hint.step(0); // opens engines and data, for ten seconds
        for (int i = 0; i < steps; i++) {
            hint.step((10_000 + i * stepMillis) * 1_000_000);
        }
        return said;
    }

    @Test
    void stepsOfLessThanTwiceTheOverheadAreSaidOnceToBeShort() {
        assertThat(said(30, 200, 59)).containsExactly("a step takes 59 ms, of which 30 ms are Spark's: more pairs, or one machine");
        assertThat(said(30, 200, 61)).isEmpty();
        assertThat(said(30, 20, 59)).isEmpty();
        assertThat(said(30, 21, 59)).hasSize(1);
    }
}
