package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.understudy.report.Verdict.Figures;
import dev.understudy.report.Verdict.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every word of the verdict, on both sides of its limit. If not stated otherwise, the bar is 1.05 and no update is at 2.3 = 0.4·exp(1.749). */
class VerdictTest {
    private static final double NAN = Double.NaN;

    static Stream<Arguments> cases() {
        return Stream.of(
                // The margin, on both sides of 1, if all seeds agree.
                arguments(
                        "imitates", ratios(1.0499, 1.0499, 1.0499), "is 1.050 times its teacher's, within the margin"),
                arguments("close", ratios(1.0501, 1.0501, 1.0501), "2.79\u00a0% of the way from no update"),
                arguments(
                        "imitates",
                        ratios(0.9525, 0.9525, 0.9525),
                        "within the margin of 1.05 and two standard errors"),
                arguments("better than its teacher", ratios(0.9523, 0.9523, 0.9523), "is 0.952 times its teacher's"),
                // ln 1.05 + 2·0.03/√3 = 0.0834.
                arguments("imitates", logs(0.0533, 0.0833, 0.1133), "is 1.087 times"),
                arguments("close", logs(0.0535, 0.0835, 0.1135), "is 1.087 times"),
                arguments("imitates", logs(-0.0533, -0.0833, -0.1133), "is 0.920 times"),
                arguments("better than its teacher", logs(-0.0535, -0.0835, -0.1135), "is 0.920 times"),
                // A tenth of the way is 0.1749; without no update it is the ratio 1.2.
                arguments("close", logs(0.1748, 0.1748, 0.1748), "9.99\u00a0% of the way"),
                arguments("does not imitate", logs(0.1751, 0.1751, 0.1751), "is 1.19 times its teacher's; 10.0\u00a0%"),
                arguments("close", figures(1.05, 0.4, NAN, ratios(1.1999, 1.1999, 1.1999)), "a ratio of up to 1.2"),
                arguments("does not imitate", figures(1.05, 0.4, NAN, ratios(1.2001, 1.2001, 1.2001)), "up to 1.2"),
                // Fewer than three seeds: the margin alone, and neither close nor better.
                arguments("imitates (one seed)", ratios(1.0499), "as far as one seed can tell: its test loss is 1.050"),
                arguments("imitates (two seeds)", logs(0.03, 0.06), "as far as two seeds can tell"),
                arguments("no verdict", logs(0.03, 0.068), "two seeds are too few to tell that from chance."),
                arguments("no verdict", ratios(1.0501), "beyond the margin of 1.05, and one seed is too few"),
                arguments("no verdict", ratios(0.5), "one seed is too few"),
                arguments("no verdict", logs(0.1748), "one seed is too few"),
                arguments("does not imitate (one seed)", logs(0.1751), "10.0\u00a0% of the way"),
                // 2·0.15/√3 = 0.173 and 2·0.16/√3 = 0.185, compared with the tenth of the way, 0.175.
                arguments("imitates", logs(-0.15, 0, 0.15), "is 1.000 times"),
                arguments("no verdict", logs(-0.16, 0, 0.16), "the seeds differ too much to tell"),
                arguments("no verdict", logs(-0.2, 0.2), "the seeds differ too much to tell"),
                // No update: the way is ln 1.1 = 0.0953, and 2·0.04/√3 = 0.0462 are needed of it.
                arguments("imitates", figures(1.05, 0.4, 0.44, logs(0.009, 0.049, 0.089)), "is 1.050 times"),
                arguments(
                        "does not imitate",
                        figures(1.05, 0.4, 0.44, logs(0.0095, 0.0495, 0.0895)),
                        "no better than no"),
                arguments(
                        "does not imitate (one seed)",
                        figures(1.05, 0.4, 2.3, ratios(5.75)),
                        "without any update 2.30"),
                arguments(
                        "does not imitate (one seed)", figures(1.05, 0.4, 2.3, ratios(5.74)), "99.9\u00a0% of the way"),
                // The teacher itself.
                arguments("no verdict", figures(1.05, 0.4, 0.4199, ratios(1, 1, 1)), "its teacher is itself no better"),
                arguments("imitates", figures(1.05, 0.4, 0.4201, ratios(1, 1, 1)), "is 1.000 times"),
                arguments("no verdict", figures(1.05, 0.4, 0.3, ratios(5)), "its teacher is itself no better"),
                // Divergence.
                arguments("does not imitate", diverged("i--"), "diverged and its teacher did not, on 1 of 3 seeds."),
                arguments("does not imitate (one seed)", diverged("i"), "on 1 of 1 seed."),
                arguments("imitates", diverged("b---"), "is 1.000 times"),
                arguments("imitates (two seeds)", diverged("t--"), "as far as two seeds"),
                arguments("no verdict", diverged("bt"), "its teacher diverged on every seed"),
                // No ratio.
                arguments("no verdict", signed(-0.301, -0.1, -0.272), "minus its teacher's is 0.02900."),
                arguments("no verdict", signed(-0.1, 0.4, 0.2), "can be 0 or below, so that a ratio means nothing"),
                arguments("does not imitate (one seed)", signed(-0.3, -0.1, -0.1), "no better than no update at all"),
                arguments("no verdict", signed(-0.1, -0.1, -0.2), "its teacher is itself no better than no update"),
                // Nothing to judge by.
                arguments("no verdict", new Figures(1.05, List.of(), false, null), "there is no seed"),
                arguments("no verdict", figures(1.05, NAN, 2.3, ratios(1)), "there is no seed"),
                arguments(
                        "no verdict: not its teacher",
                        new Figures(
                                1.05, ratios(1, 1, 1).seeds(), false, "it was trained on adam and is held against sgd"),
                        "Not its teacher: it was trained on adam and is held against sgd, so"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theWordAndItsReasonFollowFromTheLosses(String word, Figures figures, String reason) {
        Verdict verdict = Verdict.of(figures);
        assertThat(verdict.shown()).as(verdict.reason()).isEqualTo(word);
        assertThat(verdict.reason()).contains(reason).endsWith(".");
    }

    @Test
    void onlyWhatImitatesIsGreen() {
        assertThat(Arrays.stream(Verdict.Word.values())
                        .filter(word -> new Verdict(word, 3, "").tone().equals("ok")))
                .containsExactly(Verdict.Word.IMITATES);
    }

    @Test
    void whereChaosAloneLeavesTheMarginItIsSaid() {
        List<Seed> seeds = List.of(new Seed(0.44, 0.4, 2.3, 0.43, false, false));
        assertThat(Verdict.of(new Figures(1.05, seeds, false, null)).reason())
                .endsWith("to tell that from chance; the teacher against itself gives 1.075.");
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, 0, 4000, 1.01",
        "sgd, 0, 4001, 1.02",
        "sgd, 0.9, 4000, 1.02",
        "sgd, 0.9, 4001, 1.05",
        "adam, 0, 4000, 1.05",
        "adam, 0, 4001, 1.1",
        "rmsprop, 0.9, 4000, 1.05",
        "rmsprop, 0, 4001, 1.1",
        "adagrad, 0, 4001, 1.1",
        "adadelta, 0, 4001, 1.1",
        "another, 0, 10000, 1.05"
    })
    void theBarIsThatOfTheTeachersRow(String rule, double momentum, long steps, double bar) {
        assertThat(Verdict.bar(rule, momentum, steps)).isEqualTo(bar);
    }

    private static Figures ratios(double... ratios) {
        return figures(1.05, 0.4, 2.3, ratios);
    }

    private static Figures logs(double... logs) {
        return ratios(Arrays.stream(logs).map(Math::exp).toArray());
    }

    private static Figures figures(double bar, double teacher, double nothing, Figures ratios) {
        return figures(
                bar,
                teacher,
                nothing,
                ratios.seeds().stream()
                        .mapToDouble(seed -> seed.imitator() / seed.teacher())
                        .toArray());
    }

    private static Figures figures(double bar, double teacher, double nothing, double... ratios) {
        return new Figures(
                bar,
                Arrays.stream(ratios)
                        .mapToObj(ratio -> new Seed(ratio * teacher, teacher, nothing, NAN, false, false))
                        .toList(),
                false,
                null);
    }

    /**
     * One letter a seed: i, t or b if the imitator, the teacher or both diverged, - for neither; a diverged one has no
     * loss.
     */
    private static Figures diverged(String who) {
        List<Seed> seeds = new ArrayList<>();
        for (char c : who.toCharArray()) {
            boolean imitator = c == 'i' || c == 'b';
            boolean teacher = c == 't' || c == 'b';
            seeds.add(new Seed(imitator ? NAN : 0.4, teacher ? NAN : 0.4, 2.3, NAN, imitator, teacher));
        }
        return new Figures(1.05, seeds, false, null);
    }

    private static Figures signed(double teacher, double nothing, double imitator) {
        return new Figures(1.05, List.of(new Seed(imitator, teacher, nothing, NAN, false, false)), true, null);
    }
}
