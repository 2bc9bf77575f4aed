package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys with a new name: in files of a user's and in files that the program wrote. */
class FormerNamesTest {
    private static final String BEFORE = """
            name: a
            imitator: {hidden: [2], head: zero-out, memory: 70, supplyTruth: true}
            training: {loss: huber, floor: 0.125, sample: 64}
            evaluation: {nothing: false}
            """;

    private static void areAllThere(Config config) {
        assertThat(config.imitator().network().chrono()).isEqualTo(70);
        assertThat(config.imitator().network().teacherForcing()).isTrue();
        assertThat(config.training().practice().huberFloor()).isEqualTo(0.125);
        assertThat(config.training().practice().subsample()).isEqualTo(64);
        assertThat(config.evaluation().noUpdate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "imitator, memory, 70, imitator.chrono, chrono",
        "imitator, supplyTruth, true, imitator.teacherForcing, teacherForcing",
        "training, floor, 0.1, training.huberFloor, huberFloor",
        "training, sample, 64, training.subsample, subsample",
        "evaluation, nothing, true, evaluation.noUpdate, noUpdate"
    })
    void anOldKeyInAFileOfAUsersIsRefusedWithItsNewName(
            String section, String key, String value, String now, String last) {
        String text = "name: a\n" + section + ": {" + key + ": " + value + "}\n";
        assertThatThrownBy(() -> Configs.parse(text, "a.yaml", List.of()))
                .isInstanceOf(Fault.class)
                .hasMessage("a.yaml:2 " + section + "." + key + " has a new name; expected " + now + "; write " + last
                        + " instead");
    }

    @Test
    void aConfigThatTheProgramWroteIsReadWithTheNamesOfItsTime() {
        areAllThere(Configs.parseWritten(BEFORE, "the imitator's config", List.of()));
    }

    @Test
    void aCopyOfARunsConfigIsKnownByItsFirstLine() {
        areAllThere(Configs.parse("# format 2\n" + BEFORE, "copied.yaml", List.of()));
    }

    @Test
    void aTextThatTheProgramWroteExtendsNoFileEither() {
        assertThatThrownBy(() -> Configs.parseWritten("name: a\nextends: b.yaml\n", "adam", List.of()))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("adam:2 extends is in a text that is not a file");
    }

    @Test
    void anOptionHasNoOldNames() {
        assertThatThrownBy(() -> Configs.parseWritten(BEFORE, "config.yaml", List.of("training.sample=8")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("-o training.sample has a new name; expected training.subsample");
    }

    @Test
    void anExportedImitatorIsReadWithTheNamesOfItsTime() {
        // Written before the keys were renamed, with memory in its metadata and in its config.
        ImitatorFile.Saved saved = ImitatorFile.pretrained("nadam");

        assertThat(saved.config()).contains("memory: 5000");
        assertThat(saved.imitator().chrono()).isEqualTo(5000);
        assertThat(Configs.parseWritten(saved.config(), "nadam", List.of())
                        .imitator()
                        .network()
                        .chrono())
                .isEqualTo(5000);
    }
}
