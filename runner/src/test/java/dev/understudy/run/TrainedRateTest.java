package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The learning rate of the teacher, from the metadata in the file of φ. */
class TrainedRateTest {
    private static final String ADAM = "name: a\nteacher:\n  adam:\n    learningRate: 0.002\n    beta1: 0.9\n";

    @ParameterizedTest
    @CsvSource({
        "sgd, 0.01",
        "momentum, 0.01",
        "adam, 0.001",
        "rmsprop, 0.001",
        "adagrad, 0.01",
        "adadelta, 1",
        "nadam, 0.001",
        "adam-lstm, 0.001",
        "rmsprop-lstm, 0.001",
        "adagrad-lstm, 0.01",
        "adadelta-lstm, 1",
        "momentum-lstm, 0.01",
        "surpass, 0.004"
    })
    void itIsKnownOfEveryImitatorThatComesWithTheProgram(String name, double rate) {
        assertThat(ImitatorFile.pretrained(name).learningRate()).isEqualTo(rate);
    }

    @Test
    void itIsThatOfTheConfigUnlessTheOriginNamesTheTeacher() {
        assertThat(TrainedRate.of(null, ADAM)).isEqualTo(0.002);
        assertThat(TrainedRate.of("adagrad with epsilon 1.0e-10, learningRate 3.0e-4, learningRateDecay 0.5", ADAM))
                .isEqualTo(3e-4);
    }

    @Test
    void whereNothingTellsItIsNotANumber() {
        for (String config : List.of("name: x\n", "teacher: adam", "teacher: {adam: {beta1: 0.9}}", ": no", "")) {
            assertThat(TrainedRate.of(null, config)).as(config).isNaN();
        }
        assertThat(TrainedRate.of(null, null)).isNaN();
        assertThat(TrainedRate.of("a third", ADAM)).isNaN();
        assertThat(TrainedRate.of("adam with learningRate fast", ADAM)).isNaN();
    }

    /** For programs that read no config. */
    @Test
    void itStandsAmongTheMetadataOfAFileAsANumber(@TempDir Path folder) {
        Imitator imitator = Imitator.gated(2);
        Path file = folder.resolve("a.safetensors");
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, new float[40], ADAM, Map.of()));
        assertThat(Safetensors.read(file).metadata()).containsEntry("learningRate", "0.002");
        assertThat(ImitatorFile.read(file).learningRate()).isEqualTo(0.002);
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, new float[40], "name: x\n", Map.of()));
        assertThat(Safetensors.read(file).metadata()).doesNotContainKey("learningRate");
    }
}
