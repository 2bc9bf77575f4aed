package dev.understudy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void aShownTextHas72CharactersAndSaysWhereItIsCut() {
        assertThat(Printable.brief("x".repeat(72))).isEqualTo("x".repeat(72));
        assertThat(Printable.brief("x".repeat(73))).isEqualTo("x".repeat(72) + "…");
    }

    @Test
    void whatCouldForgeOrTurnALineIsShownAsItsNumber() {
        assertThat(Printable.brief("a\u202eb\u0007\u2028\u2029\ud800\n\r\tü😀"))
                .isEqualTo("a\\x202eb\\x7\\x2028\\x2029\\xd800\\n\\r\\tü😀");
    }
}
