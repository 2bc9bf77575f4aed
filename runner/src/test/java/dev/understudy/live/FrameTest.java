package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.live.Standing.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Instant NOW = LiveRun.THEN;

    private final List<Standing> trials = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    private void add(String label, State state, String phase, long done, double loss, double left, String message) {
        trials.add(new Standing(
                Path.of(label),
                label,
                state,
                phase,
                "steps",
                done,
                4000,
                loss,
                Double.NaN,
                left,
                NOW.minusSeconds(30),
                message));
    }

    private void four() {
        add("a/seed-1", State.DONE, "", 4000, Double.NaN, Double.NaN, "");
        add("a/seed-2", State.RUNNING, "training", 1000, 0.0123, 200, "");
        add("a/seed-3", State.KILLED, "", 500, 0.5, Double.NaN, "its process ended");
        add("a/seed-4", State.WAITING, "", 0, Double.NaN, Double.NaN, "");
    }

    private List<String> lines(int width, int height, boolean colours) {
        return Frame.lines(new Standings(List.of(), trials, true, NOW, troubles, NOW), width, height, colours);
    }

    @Test
    void aTrialHasALineAndAllTogetherHaveOne() {
        four();
        assertThat(lines(100, 20, false))
                .containsExactly(
                        "a/seed-1  done      4,000/4,000",
                        "a/seed-2  training  1,000/4,000 25 %  loss 0.0123  3 min 20 s left",
                        "a/seed-3  killed    500/4,000 12 %    loss 0.500   30 s ago: its process ended",
                        "a/seed-4  to come   0/4,000 0 %",
                        "4 trials: 1 running, 1 killed, 1 done, 1 to come");
    }

    @Test
    void coloursAreThoseOfTheWordAlone() {
        four();
        assertThat(lines(100, 20, true))
                .startsWith("a/seed-1  \u001b[1;32mdone\u001b[0m      4,000/4,000")
                .element(2)
                .asString()
                .startsWith("a/seed-3  \u001b[1;33mkilled\u001b[0m    500");
        assertThat(lines(100, 20, true).get(1)).doesNotContain("\u001b");
    }

    @Test
    void inANarrowTerminalLinesAreCutAndAColourIsNotCutInTwo() {
        four();
        for (int width = 1; width < 80; width++) {
            int columns = width;
            assertThat(lines(width, 20, false))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
            assertThat(lines(width, 20, true))
                    .allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[[\\d;]+m", ""))
                            .hasSizeLessThanOrEqualTo(columns)
                            .doesNotContain("\u001b"));
        }
        assertThat(lines(30, 20, false).get(1)).isEqualTo("a/seed-2  training  1,000/4,0…");
    }

    @Test
    void aLongNameLeavesRoomForTheRest() {
        add("a/" + "x".repeat(80) + ",seed-1", State.RUNNING, "training", 1000, 0.0123, 20, "");
        String line = lines(80, 20, false).get(0);
        assertThat(line)
                .startsWith("a/xxx")
                .contains("..", ",seed-1  training")
                .endsWith("20 s left")
                .hasSize(80);
    }

    @Test
    void inANarrowTerminalANameHasAThirdOfTheLine() {
        add("sweep/learningRate=0.1,seed-1", State.RUNNING, "training", 1000, 0.0123, 20, "");
        assertThat(lines(60, 20, false).get(0))
                .isEqualTo("sweep/..e=0.1,seed-1  training  1,000/4,000 25 %  loss 0.01…");
    }

    @Test
    void ofManyTrialsThoseAtWorkAreShownFirstAndTheRestIsCounted() {
        for (int i = 0; i < 300; i++) {
            add("a/done-" + i, State.DONE, "", 4000, 1, Double.NaN, "");
        }
        for (int i = 0; i < 200; i++) {
            add("a/later-" + i, State.WAITING, "", 0, Double.NaN, Double.NaN, "");
        }
        add("a/failed", State.FAILED, "", 1, Double.NaN, Double.NaN, "no luck");
        add("a/now", State.RUNNING, "training", 1000, 1, 20, "");
        List<String> lines = lines(80, 6, false);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0)).startsWith("a/now ");
        assertThat(lines.get(1)).startsWith("a/failed ").endsWith("no luck");
        assertThat(lines.get(2)).startsWith("a/done-0 ");
        assertThat(lines.get(4)).isEqualTo("and 498 more: 298 done, 200 to come");
        assertThat(lines.get(5)).isEqualTo("502 trials: 1 running, 1 failed, 300 done, 200 to come");
    }

    @Test
    void whatARunWroteMovesNoCursor() {
        add("a/\u001b[2J", State.FAILED, "", 1, Double.NaN, Double.NaN, "two\nlines\u001b[1A");
        assertThat(lines(80, 20, true)).hasSize(2);
        assertThat(String.join("", lines(80, 20, false))).doesNotContain("\n", "\u001b");
    }

    @Test
    void aTrialThatHasBeenSilentForLongSaysSoUnlessItsStepsAreLong() {
        assertThat(silent(59, Double.NaN)).isEmpty();
        assertThat(silent(61, Double.NaN)).isEqualTo("silent for 1 min");
        assertThat(silent(3700, 0)).isEqualTo("silent for 1 h");
        assertThat(silent(61, 3605)).isEqualTo("1 h 0 min left");
    }

    private static String silent(long since, double left) {
        return Words.remark(
                new Standing(
                        Path.of("a"),
                        "a",
                        State.RUNNING,
                        "training",
                        "steps",
                        1,
                        2,
                        1,
                        Double.NaN,
                        left,
                        NOW.minusSeconds(since),
                        ""),
                NOW);
    }

    @Test
    void aTroubleIsALineOfItsOwn() {
        four();
        troubles.add("plan.json is damaged");
        assertThat(lines(80, 20, false)).hasSize(6).element(4).isEqualTo("plan.json is damaged");
    }
}
