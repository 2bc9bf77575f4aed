package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskChoiceTest {
    @Test
    void itIsTheFirstUnlessOneOrAllAreNamed() {
        assertThat(TaskChoice.of(null, 3, "a")).containsExactly(1);
        assertThat(TaskChoice.of("3", 3, "a")).containsExactly(3);
        assertThat(TaskChoice.of("all", 3, "a")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "+1", "All", ""})
    void whatNamesNoneIsRefusedWithThoseThatThereAre(String asked) {
        assertThatThrownBy(() -> TaskChoice.of(asked, 3, "runs/a/seed-1"))
                .isInstanceOf(Fault.class)
                .hasMessage("--task " + asked
                        + " is not a task of runs/a/seed-1; expected 1 to 3, or all; correct the option");
        assertThatThrownBy(() -> TaskChoice.of("2", 1, "a")).hasMessageContaining("expected 1, its only one, or all");
    }
}
