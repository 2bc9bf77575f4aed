package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.config.Configs;
import dev.understudy.train.Pretrained;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths in configs, which executors would resolve in folders of their own. */
class AbsolutePathsTest {
    private static List<PlannedTrial> trial(String yaml) {
        return List.of(new PlannedTrial(
                Configs.parse("name: a\n" + yaml, "a.yaml", List.of(), Pretrained::network), Map.of(), "seed-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {dataset: mnist, dir: there}",
                "data: {idx: there}\noptimizee: {layers: [{dense: 10}]}",
                "optimizee: {dl4j: net.json}",
                "training: {objective: evolution}\ntasks: [{}, {data: {dataset: mnist, dir: there}}]"
            })
    void aRelativePathIsRefusedWithItsKey(String yaml) {
        assertThatThrownBy(() -> AbsolutePaths.check(trial(yaml)))
                .hasMessageContaining("a/seed-1: ")
                .hasMessageContaining("an absolute path that every host of the cluster sees");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {dataset: digits}",
                "data: {dataset: mnist, dir: /there}",
                "imitator: {pretrained: adam}"
            })
    void theseAreNone(String yaml) {
        assertThatCode(() -> AbsolutePaths.check(trial(yaml))).doesNotThrowAnyException();
    }

    @Test
    void theKernelsOptionsAreThoseOfTheLaunchers() {
        org.assertj.core.api.Assertions.assertThat(KernelOptions.all())
                .startsWith("--add-modules=jdk.incubator.vector", "-XX:CompileCommand=quiet")
                .allMatch(option -> option.startsWith("-") && !option.contains(" "));
    }
}
