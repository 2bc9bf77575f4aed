package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.batch.TrialHost;
import dev.understudy.fault.Fault;
import dev.understudy.train.ParticleHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option {@code --on}, with a cluster that is not there. */
class ParticlesOptionTest {
    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    private Called onCluster(Object... args) {
        TrialHost.Factory trials = (all, runs, fresh, retryFailed, events) -> {
            throw Fault.environment("trials", "are asked for", "no cluster", "none");
        };
        ParticleHost particles = (config, say) -> {
            asked.add(config.name() + " on " + config.device());
            throw Fault.environment("particles", "are asked for", "no cluster", "none");
        };
        String[] all = Stream.concat(Stream.of("run", "--runs", folder, "-q"), Stream.of(args))
                .map(String::valueOf)
                .toArray(String[]::new);
        return Called.by(() -> Main.onCluster(trials, particles, all));
    }

    private static String said(Called called) {
        assertThat(called.errLines()).as(called.err()).hasSize(1);
        return called.err();
    }

    @Test
    void withoutAClusterItSaysHowToHaveOne() {
        Called called = Called.run(folder, TinyConfig.twoTasks(folder, "two"), "-q", "--on", "spark");
        assertThat(called.code()).isEqualTo(2);
        assertThat(said(called))
                .contains("--on is spark")
                .contains("spark-submit … understudy-spark.jar run CONFIG --on spark");
    }

    @Test
    void theTrialRunsHereAndItsParticlesAreAskedForThere() {
        Path config = TinyConfig.twoTasks(folder, "two");
        Called called = onCluster(config, "--on", "Spark", "-o", "device=cpu");
        assertThat(called.code()).isEqualTo(3);
        assertThat(said(called)).contains("particles are asked for");
        assertThat(asked).containsExactly("two on cpu");
        assertThat(folder.resolve("two/seed-1/status.json")).exists();
        assertThat(onCluster(config).err()).contains("trials are asked for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "seed=1,2;--fresh;--on is given for 2 trials",
                "seed=1;--jobs=2;--on is given beside options for a batch",
                "training.objective=imitation;--fresh;training.objective is imitation beside --on spark; expected evolution"
            })
    void whatCannotBeDistributedIsRefusedInOneLine(String override, String option, String expected) {
        Path config = override.contains("objective")
                ? TinyConfig.write(folder, "imitates")
                : TinyConfig.twoTasks(folder, "two");
        Called called = onCluster(config, "--on", "spark", "-o", override, option);
        assertThat(called.code()).isEqualTo(2);
        assertThat(said(called)).contains(expected);
        assertThat(asked).isEmpty();
    }
}
