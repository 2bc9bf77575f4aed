package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The random axis of a sweep. */
class RandomAxisTest {
    private static final String KEYS =
            ", teacher.adam.learningRate: {logUniform: [1e-4, 1e-1]}, imitator.hidden: {choice: [[8], [20, 20]]}";

    @TempDir
    private Path folder;

    private Swept sweep;

    @BeforeEach
    void inFolder() {
        sweep = new Swept(folder);
    }

    private List<Map<String, String>> drawn(String random) {
        return sweep.differs("sweep: {random: {" + random + "}}\n");
    }

    @Test
    void drawsLieInTheirRangeAndHaveThreeDigits() {
        List<Map<String, String>> trials = drawn("trials: 200, seed: 7, training.clip: {uniform: [0.5, 2]}" + KEYS);

        assertThat(trials).hasSize(200).allSatisfy(trial -> {
            assertThat(number(trial, "training.clip")).isBetween(0.5, 2.0);
            assertThat(number(trial, "teacher.adam.learningRate")).isBetween(1e-4, 1e-1);
            assertThat(new BigDecimal(trial.get("training.clip")).precision()).isLessThanOrEqualTo(3);
        });
        // Uniform in the logarithm: half of them below the square root of both ends' product; uniform would give 3 %.
        assertThat(trials.stream().filter(t -> number(t, "teacher.adam.learningRate") < 3.16e-3))
                .hasSizeBetween(80, 120);
        assertThat(trials.stream().filter(t -> number(t, "training.clip") < 1.25))
                .hasSizeBetween(80, 120);
        assertThat(trials.stream().filter(t -> t.get("imitator.hidden").equals("[8]")))
                .hasSizeBetween(80, 120);
    }

    @Test
    void aWholeNumberIsDrawnWholeWithBothEnds() {
        List<Map<String, String>> trials = drawn("trials: 5, training.unroll: {uniform: [3, 7]}");
        assertThat(trials).extracting(t -> t.get("training.unroll")).containsExactlyInAnyOrder("3", "4", "5", "6", "7");
        assertThat(drawn("trials: 4, evaluation.steps: {logUniform: [50, 53]}"))
                .extracting(t -> t.get("evaluation.steps"))
                .containsExactlyInAnyOrder("50", "51", "52", "53");
        assertThat(drawn("trials: 3, imitator.chrono: {choice: 5..7}"))
                .extracting(t -> t.get("imitator.chrono"))
                .containsExactlyInAnyOrder("5", "6", "7");
    }

    @Test
    void moreTrialsOrAnotherKeyChangeNoneThatAreThere() {
        List<Map<String, String>> ten = drawn("trials: 10, seed: 7" + KEYS);

        assertThat(drawn("trials: 30, seed: 7" + KEYS)).startsWith(ten.toArray(Map[]::new));
        assertThat(drawn("trials: 10, seed: 7, training.clip: {uniform: [0.5, 2]}" + KEYS))
                .extracting(t -> t.get("teacher.adam.learningRate"))
                .isEqualTo(ten.stream()
                        .map(t -> t.get("teacher.adam.learningRate"))
                        .toList());
        assertThat(drawn("trials: 10, seed: 8" + KEYS)).isNotEqualTo(ten);
        assertThat(drawn("trials: 10" + KEYS)).isEqualTo(drawn("trials: 10, seed: 1" + KEYS));
    }

    /**
     * Computed by an independent program: a change of the way from the counter to the value would change the trials of
     * every sweep.
     */
    @Test
    void theSameSeedDrawsTheSameForEver() {
        assertThat(drawn("trials: 3, seed: 7" + KEYS))
                .extracting(Map::toString)
                .containsExactly(
                        "{teacher.adam.learningRate=0.00824, imitator.hidden=[8]}",
                        "{teacher.adam.learningRate=0.0201, imitator.hidden=[20, 20]}",
                        "{teacher.adam.learningRate=0.00486, imitator.hidden=[20, 20]}");
    }

    @Test
    void moreTrialsThanThereAreDifferentOnesAreRefused() {
        assertThat(sweep.fault("sweep:\n  random:\n    trials: 3\n    imitator.hidden: {choice: [[8], [20]]}\n"))
                .isEqualTo(
                        "sweep.yaml:4 sweep.random.trials is 3, and 1000 draws after trial 2 gave nothing new; expected no"
                                + " more trials than different combinations; ask for fewer, or for wider ranges");
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThat(sweep.fault("sweep:\n  random: {training.clip: {uniform: [0.5, 2]}}\n"))
                .isEqualTo("sweep.yaml:3 sweep.random has no trials; expected their number, as in trials: 20; add it");
        assertThat(random("trails: 9, training.clip: {uniform: [0.5, 2]}"))
                .isEqualTo("sweep.yaml:2 sweep.random.trails is unknown; expected a known key; did you mean trials?");
        assertThat(random("trials: 0, training.clip: {uniform: [0.5, 2]}"))
                .isEqualTo(
                        "sweep.yaml:2 sweep.random.trials is 0; expected a whole number, at least 1; correct the line");
        assertThat(random("trials: 2, seed: -1, training.clip: {uniform: [0.5, 2]}"))
                .contains("sweep.random.seed is -1; expected a whole number, at least 0");
        assertThat(random("trials: 2, training.clip: [1, 2]"))
                .contains("sweep.random training.clip is [1, 2]; expected one of uniform, logUniform and choice");
        assertThat(random("trials: 2, training.clip: {loguniform: [1, 2]}"))
                .contains(
                        "sweep.random training.clip.loguniform is unknown; expected a known key; did you mean logUniform?");
        assertThat(random("trials: 2, training.clip: {uniform: [2, 1]}"))
                .contains("uniform is [2, 1]; expected two numbers, the lesser before the greater");
        assertThat(random("trials: 2, training.clip: {logUniform: [0, 1]}"))
                .contains("logUniform is [0, 1]; expected two positive numbers");
        assertThat(random("trials: 2, training.unroll: {uniform: [1.5, 9]}"))
                .contains("uniform is [1.5, 9]; expected two whole numbers");
        assertThat(random("trials: 2, data.dir: {choice: [a, b/c]}")).contains("data.dir is b/c; expected letters");
    }

    private String random(String keys) {
        return sweep.fault("sweep: {random: {" + keys + "}}\n");
    }

    private static double number(Map<String, String> trial, String key) {
        return Double.parseDouble(trial.get(key));
    }
}
