package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Optimizee;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of {@code optimizee.dl4j}: read for an engine, and copied into the run directory. */
@Tag("nd4j")
class NetworkFileTest {
    private static final String JSON = "{\"confs\": []}";

    @TempDir
    private Path folder;

    @Test
    void theFilesTextGoesToTheEngineAndItsHashIntoTheIdentity() throws IOException {
        Config config = config(JSON);
        Setup setup = Setup.of(config, new Counting());

        assertThat(setup.problem().optimizee()).isEqualTo(new Optimizee.External(JSON, JSON.length()));
        assertThat(setup.problem(
                                config.teacher().withLearningRate(1),
                                setup.problem().imitator())
                        .optimizee())
                .isSameAs(setup.problem().optimizee());
        assertThat(setup.identity())
                .containsEntry("optimizee.dl4j sha256", Provenance.sha256(JSON))
                .doesNotContainKey("optimizee.dl4j");
        assertThat(Setup.of(Trials.config(), new Counting()).identity())
                .isEqualTo(Trials.config().identity());
    }

    @Test
    void whatTheEngineSaysOfItIsBadInput() throws IOException {
        Config config = config("{}");
        refused(
                () -> Setup.of(config, new Counting()),
                "tiny: optimizee.dl4j ",
                "net.json cannot be used: an empty network; expected layers; change the network and write it again");
    }

    @Test
    void aFileThatIsMissingTooLargeOrNoJsonIsRefusedBeforeTheBatchBegins() throws IOException {
        refused(() -> check(Trials.config("optimizee.dl4j=" + folder.resolve("none.json"))), "none.json is not there");
        refused(() -> check(Trials.config("optimizee.dl4j=" + folder)), "cannot be read");
        Config config = config("");
        refused(() -> check(config), "not a JSON object");
        write("[]");
        refused(() -> check(config), "not a JSON object");
        write("{\"a\":\n 1,}");
        refused(() -> check(config), "not JSON at line 2");
        write("{} {}");
        refused(() -> check(config), "something after its JSON object");
        write("{\"a\": \"" + "x".repeat(4 << 20) + "\"}");
        refused(() -> check(config), "more than 4 MiB");
        write("{".repeat(3_000_000));
        refused(() -> check(config), "not JSON");
        write("{\"a\":" + "[".repeat(1500) + "]".repeat(1500) + "}");
        refused(() -> check(config), "not JSON");
        Files.write(file(), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        refused(() -> check(config), "not text in UTF-8");
        assertThat(folder.resolve("tiny")).doesNotExist();
    }

    @Test
    void aPathOfTwoLinesIsRefused() {
        refused(() -> Trials.config("optimizee.dl4j=\"a\\nb.json\""), "optimizee.dl4j", "on one line");
    }

    @Test
    void aChangedFileIsAnotherExperiment() throws IOException {
        Config config = config(JSON);
        Path directory = RunDirectory.locate(folder, config.name(), config.trial());
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(RunDirectory.CONFIG), config.toYaml());
        Files.writeString(directory.resolve(RunDirectory.OPTIMIZEE), "{\"confs\": [1]}");

        refused(() -> check(config), "holds another experiment", "optimizee.dl4j", "--fresh");
    }

    @Test
    void theRunDirectoryKeepsACopyAndAFreshStartRemovesIt() throws IOException {
        try (RunDirectory directory = RunDirectory.open(folder, "tiny", "seed-1", false)) {
            directory.writeOptimizee(JSON);
            assertThat(directory.path().resolve("optimizee.json")).hasContent(JSON);
        }
        try (RunDirectory directory = RunDirectory.open(folder, "tiny", "seed-1", true)) {
            assertThat(directory.path().resolve("optimizee.json")).doesNotExist();
        }
    }

    @Test
    void anOverrideReplacesAModelByAFileAndAFileByAModel() throws IOException {
        Config config = config(JSON);
        assertThat(config.optimizee().model()).isNull();
        Config back = Configs.parse(config.toYaml(), "resolved", List.of("optimizee.model=half-plane"));
        assertThat(back.optimizee().isExternal()).isFalse();
        assertThat(Configs.parse(back.toYaml(), "resolved", List.of("optimizee.dl4j=" + file()))
                        .optimizee())
                .isEqualTo(config.optimizee());
    }

    private void check(Config config) {
        new Experiment(config, folder, NEVER, new Noted()).check(false);
    }

    private Config config(String json) throws IOException {
        write(json);
        return Trials.config("optimizee.dl4j=" + file());
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private Path file() {
        return folder.resolve("net.json");
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(2);
            assertThat(fault.getMessage()).contains(words).doesNotContain("\n");
        });
    }

    /** Knows external networks, whose coordinates are the letters of their description. */
    private static final class Counting implements Engine {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String device() {
            return "none";
        }

        @Override
        public Optimizee.External external(String description, Samples samples) {
            if (description.length() <= 2) {
                throw new UnsupportedNetwork("an empty network", "layers");
            }
            return new Optimizee.External(description, description.length());
        }

        @Override
        public MetaTraining train(TrainingSpec spec, float[] phi) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Rollout rollout(RolloutSpec spec, float[] phi) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
