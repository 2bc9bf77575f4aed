package dev.understudy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "kitten, sitting, 3",
        "adam, adam, 0",
        "adm, adam, 1",
        "adaam, adam, 1",
        "adma, adam, 1",
        "aadm, adam, 1",
        "xc, dx, 2",
        "cx, xd, 2",
        "'', sgd, 3",
        "sgd, '', 3",
    })
    void theDistanceCountsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        // Two faults are a slip, whatever the length; in a longer word a third of its letters may be.
        "relz, relu, true",
        "rezz, relu, true",
        "rzzz, relu, false",
        "gradizzz, gradient, false",
        "optimixxx, optimizee, true",
        "learningzzzz, learningrate, true",
        "learninzzzzz, learningrate, false",
        // Words without a common letter are not a slip, even of two letters.
        "zz, lr, false",
        "RELU, relu, true",
    })
    void aWordIsMeantWhereAThirdOfItIsWrongAtMost(String word, String known, boolean meant) {
        assertThat(Spelling.meant(word, List.of(known)))
                .isEqualTo(meant ? Optional.of("did you mean " + known + "?") : Optional.empty());
    }

    @Test
    void theNearestIsMeantAndOfEquallyNearOnesTheFirst() {
        assertThat(Spelling.meant("adaX", List.of("adad", "adam"))).hasValue("did you mean adad?");
        assertThat(Spelling.meant("adax", List.of("sdad", "adam"))).hasValue("did you mean adam?");
    }

    @Test
    void noWordOfAConfigIsLongerThan64Letters() {
        assertThat(Spelling.meant("w".repeat(64), List.of("w".repeat(63)))).isPresent();
        assertThat(Spelling.meant("w".repeat(65), List.of("w".repeat(63)))).isEmpty();
    }
}
