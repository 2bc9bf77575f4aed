package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The words of a folder's name. */
class TrialNameTest {
    private static String named(String... keysAndValues) {
        Map<String, String> differs = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            differs.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new TrialName("a.yaml", List.copyOf(differs.keySet()), Map.of()).of(differs, "seed-1");
    }

    @Test
    void aKeyIsCalledByTheShortestEndThatNoOtherHas() {
        assertThat(named("teacher.adam.learningRate", "1", "optimizee.batch", "2"))
                .isEqualTo("learningRate=1,batch=2,seed-1");
        assertThat(named("teacher.adam.learningRate", "1", "training.metaOptimizer.adam.learningRate", "2"))
                .isEqualTo("teacher.learningRate=1,metaOptimizer.learningRate=2,seed-1");
        assertThat(named("teacher.learningRate", "1", "training.metaOptimizer.learningRate", "2"))
                .isEqualTo("teacher.learningRate=1,metaOptimizer.learningRate=2,seed-1");
        assertThat(named("optimizee.batch", "1", "evaluation.batch", "2", "threads", "3"))
                .isEqualTo("optimizee.batch=1,evaluation.batch=2,threads=3,seed-1");
    }

    @Test
    void listsHaveNoBrackets() {
        assertThat(named("imitator.hidden", "[20, 8]")).isEqualTo("hidden=20x8,seed-1");
        assertThat(named("evaluation.horizons", "[]")).isEqualTo("horizons=none,seed-1");
    }

    @Test
    void aKeyIsCalledByItsOwnWordWhereItHasOne() {
        List<String> keys = List.of("teacher.adam.learningRate", "optimizee.batch");
        Map<String, String> differs = Map.of("teacher.adam.learningRate", "1", "optimizee.batch", "2");

        assertThat(new TrialName("a.yaml", keys, Map.of("teacher.learningRate", "lr")).of(differs, "seed-1"))
                .isEqualTo("lr=1,batch=2,seed-1");
        assertThatThrownBy(() -> new TrialName("a.yaml", keys, Map.of("teacher.learningRate", "batch")))
                .hasMessage(
                        "a.yaml calls both teacher.adam.learningRate and optimizee.batch batch; expected a different word for each;"
                                + " correct sweep.names");
    }

    @Test
    void theSeedIsNotNamedTwice() {
        assertThat(named("seed", "1")).isEqualTo("seed-1");
        assertThat(named("seed", "1", "evaluation.seeds", "[1, 2]")).isEqualTo("seeds=1x2,seed-1");
    }
}
