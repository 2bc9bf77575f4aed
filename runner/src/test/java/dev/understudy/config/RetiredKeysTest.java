package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that were removed: configs that have them at zero are still read, and other values are refused. */
class RetiredKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0e5"})
    void zeroIsReadWithoutAWordAndWrittenNoMore(String zero) {
        Config config = Configs.parse(
                "name: a\ntraining: {startNoise: " + zero + ", biasPenalty: " + zero + "}", "a.yaml", List.of());
        assertThat(config).isEqualTo(Config.named("a"));
        assertThat(config.toYaml()).doesNotContain("startNoise", "biasPenalty");
        assertThat(Configs.parse("name: a", "a.yaml", List.of("training.startNoise=" + zero)))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource({"startNoise, 0.5", "biasPenalty, 1", "biasPenalty, 1e-9", "biasPenalty, .nan", "startNoise, none"})
    void anotherValueIsRefused(String key, String value) {
        String message = " training." + key + " is " + value
                + ", an option that was removed; expected 0, or no key of this name; leave it out";
        assertThatThrownBy(() ->
                        Configs.parse("name: a\ntraining:\n  " + key + ": " + value + "\n", "adam.yaml", List.of()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage("adam.yaml:3" + message);
        assertThatThrownBy(() -> Configs.parse("name: a", "adam.yaml", List.of("training." + key + "=" + value)))
                .hasMessage("-o" + message);
    }

    @Test
    void elsewhereThereNeverWasSuchAKey() {
        assertThatThrownBy(() -> Configs.parse("name: a\nevaluation: {startNoise: 0}", "a.yaml", List.of()))
                .hasMessageStartingWith("a.yaml:2 evaluation.startNoise is unknown");
        assertThatThrownBy(() -> Configs.parse("name: a\nbiasPenalty: 0", "a.yaml", List.of()))
                .hasMessageStartingWith("a.yaml:2 biasPenalty is unknown");
    }

    /** The description of a training in a checkpoint before the removal of these keys, and after it. */
    @Test
    void aCheckpointStillSaysThatItIsOfATrainingWithoutThem() {
        assertThat(Config.named("a").identity())
                .containsEntry("training.startNoise", "0.0")
                .containsEntry("training.biasPenalty", "0.0");
        assertThat(Config.named("a").results()).doesNotContainKeys("training.startNoise", "training.biasPenalty");
    }

    /** A checkpoint that is older than training.huberFloor lacks it; the constant of that time is the default now. */
    @Test
    void aCheckpointSaysTheFloorWhereItIsNotTheUsualOne() {
        assertThat(Config.named("a").identity()).doesNotContainKey("training.huberFloor");
        assertThat(Configs.parse("name: a\ntraining: {loss: huber, huberFloor: 0.01}", "a.yaml", List.of())
                        .identity())
                .containsEntry("training.huberFloor", "0.01");
    }
}
