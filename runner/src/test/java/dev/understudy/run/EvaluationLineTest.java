package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.EvaluationLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationLineTest {
    @TempDir
    Path directory;

    private EvaluationLine read(String members) throws IOException {
        Path file = Files.writeString(directory.resolve("evaluation.jsonl"), "{\"format\":3," + members + "}\n");
        return JsonLines.read(file, EvaluationLine.class).get(0);
    }

    @Test
    void aPointHasAsManyLossesAsTheFileHoweverManyAndNullIsNaN() throws IOException {
        String losses = IntStream.range(0, 200)
                .mapToObj(i -> i == 130 ? "null" : i + ".5")
                .collect(Collectors.joining(","));

        float[] read = ((Point) read(
                        "\"kind\":\"point\",\"seed\":1,\"rollout\":\"floor\",\"step\":200,\"losses\":[" + losses + "]"))
                .losses();

        assertThat(read).hasSize(200);
        assertThat(read[130]).isNaN();
        assertThat(read[0]).isEqualTo(0.5f);
        assertThat(read[64]).isEqualTo(64.5f);
        assertThat(read[199]).isEqualTo(199.5f);
    }

    @Test
    void lossesThatAreNoListOfNumbersAreRefused() {
        for (String losses : new String[] {"1.5", "[1.5,\"2\"]", "[true]"}) {
            assertThatThrownBy(() ->
                            read("\"kind\":\"point\",\"seed\":1,\"rollout\":\"floor\",\"step\":2,\"losses\":" + losses))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("evaluation.jsonl:1 is damaged or was edited (");
        }
    }

    @Test
    void aResultIsOfOneKindOfLoopAndOneSeed() throws IOException {
        Result result = (Result)
                read("\"kind\":\"result\",\"seed\":7,\"rollout\":\"teacher\",\"step\":9,\"firstBadStep\":null");

        assertThat(result.isOf(RolloutKind.TEACHER, 7)).isTrue();
        assertThat(result.isOf(RolloutKind.TEACHER, 8)).isFalse();
        assertThat(result.isOf(RolloutKind.IMITATOR, 7)).isFalse();
        assertThat(result.diverged()).isFalse();
    }

    @Test
    void aResultWithABadStepDiverged() throws IOException {
        Result result =
                (Result) read("\"kind\":\"horizon\",\"seed\":7,\"rollout\":\"noUpdate\",\"step\":9,\"firstBadStep\":0");

        assertThat(result.diverged()).isTrue();
        assertThat(result.rollout()).isEqualTo(RolloutKind.NO_UPDATE);
    }
}
