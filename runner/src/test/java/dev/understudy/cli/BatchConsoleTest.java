package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long nanos;
    private final BatchConsole console = console(40);

    private BatchConsole console(int width) {
        return new BatchConsole(new PrintStream(bytes, true, StandardCharsets.UTF_8), width, () -> nanos);
    }

    private String drawn() {
        String all = bytes.toString(StandardCharsets.UTF_8);
        return all.substring(all.lastIndexOf("\u001b[J") + 3);
    }

    @Test
    void eachTrialThatRunsHasOneLineAndTheyAreDrawnAnew() {
        console.started("a/seed-1");
        console.started("b/seed-1");
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("a/seed-1  starts\n\u001b[1A\r\u001b[Ja/seed-1  starts\nb/seed-1  starts\n");
        console.ended("a/seed-1", null);
        assertThat(drawn()).isEqualTo("b/seed-1  starts\n");
    }

    @Test
    void aLineSaysHowFarATrialIsAndIsNoLongerThanTheTerminal() {
        console.started("a/seed-1");
        console.at("a/seed-1", "training", "meta-steps", 1000, 4000);
        console.say("anything, after which all is drawn");
        assertThat(drawn()).isEqualTo("a/seed-1  training 1,000 of 4,000 meta-…\n");
    }

    @Test
    void theTimeThatIsLeftIsCountedFromWhenATrialWasHeardOf() {
        BatchConsole wide = console(100);
        wide.started("a/seed-1");
        wide.at("a/seed-1", "training", "meta-steps", 1000, 4000);
        nanos = 300_000_000;
        wide.at("a/seed-1", "training", "meta-steps", 1001, 4000);
        assertThat(drawn()).endsWith(" 25 %\n");
        nanos = 2_000_000_000;
        wide.at("a/seed-1", "training", "meta-steps", 1200, 4000);
        nanos = 30_000_000_000L;
        wide.say("anything, long after");
        assertThat(drawn()).endsWith("1,200 of 4,000 meta-steps, 30 %, 28 s left\n");
        nanos++;
        wide.at("a/seed-1", "evaluation", "steps", 0, 50);
        wide.say("anything");
        assertThat(drawn()).endsWith("evaluation 0 of 50 steps, 0 %\n");
    }

    @Test
    void whatDoesNotFitOnTheScreenIsCounted() {
        for (int i = 0; i < 23; i++) {
            console.started("a/seed-" + i);
        }
        assertThat(drawn().lines()).hasSize(21).last().isEqualTo("and 3 more");
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "45m,2700", "7h30m,27000", "1d,86400", "1d2h3m4s,93784"})
    void timesAreReadAsTheyAreSaid(String text, long seconds) {
        assertThat(BatchOptions.duration("--time-limit", text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "m", "-5m", "1.5h", "30m7h", "0s", "5 m"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> BatchOptions.duration("--time-limit", text))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("--time-limit is \"" + text + "\"; expected a time such as");
    }
}
