package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void coloursGoToATerminalThatKnowsThemAndToNothingElse() {
        assertThat(Terminal.hasColours(true, Map.of("TERM", "xterm"))).isTrue();
        assertThat(Terminal.hasColours(true, Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(Terminal.hasColours(false, Map.of("TERM", "xterm"))).isFalse();
        assertThat(Terminal.hasColours(true, Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.hasColours(true, Map.of())).isFalse();
        assertThat(Terminal.hasColours(true, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isFalse();
    }

    @Test
    void aBarNeedsNoColours() {
        assertThat(Terminal.isThere(true, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isTrue();
        assertThat(Terminal.isThere(true, Map.of("TERM", "dumb"))).isFalse();
    }

    @Test
    void theWidthIsWhatSttySaysAndEightyWhereItSaysLessOrNothing() {
        assertThat(Terminal.width("40 132\n")).isEqualTo(132);
        assertThat(Terminal.width("40 81")).isEqualTo(81);
        for (String narrowOrNone : new String[] {"40 60", "0 0", "", "stty: standard input", "40 99999"}) {
            assertThat(Terminal.width(narrowOrNone)).isEqualTo(80);
        }
    }

    @Test
    void theSizeIsWhatSttySaysHoweverSmall() {
        assertThat(Terminal.size("40 132\n")).isEqualTo(new Terminal.Size(40, 132));
        assertThat(Terminal.size("2 9")).isEqualTo(new Terminal.Size(2, 9));
        for (String none : new String[] {"0 0", "40 0", "", "stty: standard input", "40 99999"}) {
            assertThat(Terminal.size(none)).isNull();
        }
    }
}
