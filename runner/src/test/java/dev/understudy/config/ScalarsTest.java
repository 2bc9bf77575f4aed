package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-7, -7",
        "+7, 7",
        "10_000, 10000",
        "1_234_567, 1234567",
        "1e4, 10000",
        "2E+3, 2000",
        "12e0, 12",
    })
    void aWholeNumberMayHaveASignGroupsAndAnExponent(String text, BigInteger value) {
        assertThat(Scalars.whole(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "01", "1_00", "1000_000", "1.0", "1e-1", "1e100", "0x1", "١", " 1"})
    void whatOnlyLooksLikeAWholeNumberIsNone(String text) {
        assertThat(Scalars.whole(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        ".5, 0.5",
        "5., 5",
        "-1.5e-3, -0.0015",
        "1_000.25, 1000.25",
        ".nan, NaN",
        "NaN, NaN",
        ".inf, Infinity",
        "+.inf, Infinity",
        "-.inf, -Infinity",
        "-Infinity, -Infinity",
        "1e400, Infinity",
    })
    void aNumberMayHaveAPointAndMayBeNone(String text, Double value) {
        assertThat(Scalars.real(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1f", "1d", "0x1p3", "1e", "1_0.5", "--1", "infinity", "nAn"})
    void whatOnlyLooksLikeANumberIsNone(String text) {
        assertThat(Scalars.real(text)).isNull();
    }

    @Test
    void aTextOfMoreThan64CharactersIsNoNumber() {
        String longest = "1".repeat(64);
        assertThat(Scalars.whole(longest)).isEqualTo(new BigInteger(longest));
        assertThat(Scalars.real(longest)).isEqualTo(Double.parseDouble(longest));
        assertThat(Scalars.whole(longest + "1")).isNull();
        assertThat(Scalars.real(longest + "1")).isNull();
    }
}
