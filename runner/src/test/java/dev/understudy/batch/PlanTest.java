package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the configs of one call to its trials. */
class PlanTest {
    @TempDir
    private Path folder;

    @Test
    void aBatchIsReadAsAWholeAndMayNotWriteTwiceIntoOneFolder() throws IOException {
        Path a = config("a", "name: x");
        Path b = config("b", "name: x\nseed: 2");

        assertThat(Plan.of(List.of(a, b), List.of(), false).trials())
                .extracting(PlannedTrial::label)
                .containsExactly("x/seed-1", "x/seed-2");
        assertThatThrownBy(() -> Plan.of(List.of(a, b), List.of("seed=5"), false))
                .isInstanceOf(Fault.class)
                .hasMessage(b + " and " + a
                        + " are both x/seed-5; expected one folder for each trial; give each its own name or seed");
    }

    @Test
    void theHashIsThatOfNamesAndConfigs() throws IOException {
        Path a = config("a", "name: x");
        String hash = Plan.of(List.of(a), List.of(), false).hash();

        assertThat(hash)
                .hasSize(64)
                .isEqualTo(Plan.of(List.of(a), List.of("seed=1"), false).hash());
        assertThat(Plan.of(List.of(a), List.of("training.unroll=6"), false).hash())
                .isNotEqualTo(hash);
        assertThat(Plan.of(List.of(a), List.of("name=y"), false).hash()).isNotEqualTo(hash);
    }

    private Path config(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml + "\n");
    }
}
