package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @Test
    void aNumberKeepsItsDigitsInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Numbers.show(0.117, 4)).isEqualTo("0.1170");
            assertThat(Numbers.show(2.302585, 4)).isEqualTo("2.303");
            assertThat(Numbers.show(12345.6, 4)).isEqualTo("12350");
            assertThat(Numbers.show(-0.0000123, 3)).isEqualTo("-1.23e-5");
            assertThat(Numbers.show(2.5e17, 3)).isEqualTo("2.50e17");
            assertThat(Numbers.show(Double.NaN, 3)).isEqualTo("-");
            assertThat(Numbers.count(4000)).isEqualTo("4,000");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aMeanHasAsManyDigitsAsItsErrorBears() {
        assertThat(Numbers.show(new MeanWithError(0.117123, 0.00123, 3))).isEqualTo("0.1171 +- 0.0012");
        assertThat(Numbers.show(new MeanWithError(1.2341e-5, 1.2e-7, 3))).isEqualTo("(1.234 +- 0.012)e-5");
        assertThat(Numbers.show(new MeanWithError(150, 23, 3))).isEqualTo("150 +- 23");
        assertThat(Numbers.show(MeanWithError.of(DoubleStream.of(0.5)))).isEqualTo("0.5000");
        assertThat(Numbers.show(MeanWithError.of(DoubleStream.empty()))).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.000",
        "1.0004, 1.000",
        "0.9001, 0.900",
        "0.8999, 0.900",
        "0.5, 0.500",
        "1.0999, 1.100",
        "1.1001, 1.10",
        "12.345, 12.3"
    })
    void aRatioNear1HasThreeDecimals(double ratio, String shown) {
        assertThat(Numbers.ratio(new MeanWithError(Math.log(ratio), 0, 1))).isEqualTo(shown);
    }

    @Test
    void aShareIsShownInPercent() {
        assertThat(Numbers.percent(0.01234)).isEqualTo("1.23\u00a0%");
        assertThat(Numbers.percent(1)).isEqualTo("100\u00a0%");
    }

    @Test
    void inPrintAPowerIsRaisedAndAMinusIsLong() {
        assertThat(Html.number("(-1.2 +- 0.3)e-5"))
                .isEqualTo("(−1.2 <span class=\"error\">± 0.3</span>)×10<sup>−5</sup>");
        assertThat(Html.number("0.5 +- 6e-7")).isEqualTo("0.5 <span class=\"error own\">± 6×10<sup>−7</sup></span>");
    }

    @Test
    void thinningKeepsTheBeginningTheEndAndTheOrder() {
        assertThat(Thinning.indices(5, 10)).containsExactly(0, 1, 2, 3, 4);
        assertThat(Thinning.indices(0, 10)).isEmpty();
        for (int n : new int[] {11, 100, 4000, 9999}) {
            int[] kept = Thinning.indices(n, 10);
            assertThat(kept)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSizeBetween(5, 10)
                    .startsWith(0)
                    .endsWith(n - 1);
        }
        assertThat(Thinning.indices(4000, 2000))
                .startsWith(IntStream.range(0, 200).toArray());
    }
}
