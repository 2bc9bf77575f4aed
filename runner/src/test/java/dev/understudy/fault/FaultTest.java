package dev.understudy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void theLineIsMadeOfItsFourParts() {
        assertThat(Fault.badInput("a.yaml:3 seed", "is x", "a number", "correct the line"))
                .hasMessage("a.yaml:3 seed is x; expected a number; correct the line");
    }

    @Test
    void controlCharactersOfWhatItCitesAreMadeVisible() {
        assertThat(Fault.badInput("name", "is \u001b[2J\nx\u0007$1\\\\ä", "b", "c"))
                .hasMessage("name is \\x1b[2J\\x0ax\\x07$1\\\\ä; expected b; c");
    }

    @Test
    void eachKindHasItsExitCode() {
        assertThat(Fault.badInput("a", "b", "c", "d").exitCode()).isEqualTo(2);
        assertThat(Fault.environment("a", "b", "c", "d").exitCode()).isEqualTo(3);
        assertThat(Fault.resources("a", "b", "c", "d", null).exitCode()).isEqualTo(4);
    }
}
