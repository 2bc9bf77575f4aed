package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values in the form that names of trials have. */
class ValueTextTest {
    private static Node yaml(String text) {
        return YamlTree.parse(text, line -> "x");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0001, 1e-4",
        "1.0E-4, 1e-4",
        "3e-4, 3e-4",
        "0.00030, 3e-4",
        "0.001, 1e-3",
        "0.01, 0.01",
        "1e-2, 0.01",
        "0.9, 0.9",
        ".999, 0.999",
        "0.0125, 0.0125",
        "12.50, 12.5",
        "1e4, 10000",
        "10_000, 10000",
        "999999999, 999999999",
        "1e9, 1e9",
        "+2, 2",
        "-0.0005, -5e-4",
        "1.25e-12, 1.25e-12",
        "1e9999, 1e9999",
        "0.0, 0",
        "007, 007",
        ".nan, .nan",
        "~, 'null'",
        "adam, adam"
    })
    void oneNumberHasOneForm(String written, String form) {
        assertThat(ValueText.of(yaml(written))).isEqualTo(form);
    }

    @Test
    void listsAreWrittenOut() {
        assertThat(ValueText.of(yaml("[2e1,  20]"))).isEqualTo("[20, 20]");
        assertThat(ValueText.of(yaml("[]"))).isEqualTo("[]");
    }

    @Test
    void namesHoldNothingThatAFileSystemOrAShellTakesForSomethingElse() {
        for (String good : new String[] {"adam", "1e-4", "null", "[20, 20]", "[]", "v1.2_b"}) {
            assertThat(ValueText.isNameable(yaml(good))).as(good).isTrue();
        }
        for (String bad : new String[] {
            "a/b", "'a\\b'", "a b", "cuda:0", "a,b", "a=b", "é", "''", "{a: b}", "[[1]]", "[{dense: 1}]", "[a/b]", "'*'"
        }) {
            assertThat(ValueText.isNameable(yaml(bad))).as(bad).isFalse();
        }
    }
}
