package dev.understudy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void controlCharactersOfWhatItCitesAreMadeVisible() {
        assertThat(Fault.badInput("name is \u001b[2J\nx\u0007$1\\\\ä"))
                .hasMessage("name is \\x1b[2J\\x0ax\\x07$1\\\\ä");
    }

    @Test
    void eachKindHasItsExitCode() {
        assertThat(Fault.badInput("a").exitCode()).isEqualTo(2);
        assertThat(Fault.environment("a").exitCode()).isEqualTo(3);
        assertThat(Fault.resources("a", null).exitCode()).isEqualTo(4);
    }
}
