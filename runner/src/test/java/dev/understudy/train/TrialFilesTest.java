package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static dev.understudy.train.Trials.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a tiny trial, whether it runs to its end, is interrupted, or evaluates a given imitator. */
class TrialFilesTest {
    @TempDir
    private Path folder;

    private Trials trials;

    @BeforeEach
    void anEmptyFolder() {
        trials = new Trials(folder);
    }

    private JsonNode sessions() throws IOException {
        return new ObjectMapper()
                .readTree(trials.file(RunDirectory.PROVENANCE).toFile())
                .path("runs");
    }

    /** The resolved config in the folder of the figures. */
    private Config kept() {
        return Configs.load(trials.file(RunDirectory.CONFIG), List.of());
    }

    private List<Integer> metaSteps() {
        return trials.metrics().stream()
                .map(line -> line.path("metaStep").asInt())
                .toList();
    }

    @Test
    void aTrialThatRunsThroughLeavesAllItsFiles() throws IOException {
        Noted noted = new Noted();
        List<State> states = new ArrayList<>();

        Status status = trials.run(
                () -> {
                    states.add(trials.status().state());
                    return false;
                },
                noted);

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DONE);
        assertThat(status.metaStep()).isEqualTo(30);
        assertThat(status.message()).isEmpty();
        assertThat(states).isNotEmpty().containsOnly(State.RUNNING);
        assertThat(trials.status().state()).isEqualTo(State.DONE);
        assertThat(noted.said.get(0)).startsWith("tiny/seed-1: engine fused on cpu");
        assertThat(noted.said)
                .containsSequence("begin training at 0 of 30", "end", "begin evaluation at 0 of 60", "end");
        assertThat(kept()).isEqualTo(Trials.config());
        assertThat(metaSteps()).containsExactly(10, 20, 30);
        ImitatorFile.Saved saved = ImitatorFile.read(trials.file(RunDirectory.PHI));
        assertThat(saved.config()).isEqualTo(Trials.config().toYaml());
        assertThat(saved.origin())
                .containsEntry("version", Experiment.VERSION)
                .containsEntry("data", "half-plane")
                .doesNotContainKey("teacher");
        List<JsonNode> evaluation = trials.evaluation();
        assertThat(evaluation.get(evaluation.size() - 1).path("kind").asText()).isEqualTo("verdict");
        assertThat(trials.file(RunDirectory.REPORT)).content().contains("tiny/seed-1");
        assertThat(sessions()).hasSize(1);
        assertThat(sessions().get(0).path("seeds").toString()).isEqualTo("{\"evaluation.seeds[0]\":1001,\"seed\":1}");
        assertThat(sessions().get(0).path("teachers").path("trainedOn").asText())
                .isEqualTo("adam with beta1 0.9, beta2 0.999, epsilon 1.0e-8, learningRate 0.003")
                .isEqualTo(
                        sessions().get(0).path("teachers").path("evaluatedOn").asText());
    }

    @Test
    void aTrialThatIsDoneIsNotDoneAgain() {
        trials.run(NEVER);
        byte[] before = bytes(RunDirectory.EVALUATION);
        Noted noted = new Noted();

        assertThat(trials.run(NEVER, noted).state()).isEqualTo(State.DONE);

        assertThat(noted.said).isEmpty();
        assertThat(bytes(RunDirectory.EVALUATION)).isEqualTo(before);
    }

    private byte[] bytes(String name) {
        try {
            return Files.readAllBytes(trials.file(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The lines that were written behind the checkpoint, at 19 and 30, are written again or gone; that at 10 stays. */
    @Test
    void anInterruptedTrialGoesOnFromItsCheckpoint() throws IOException {
        Trials whole = new Trials(folder.resolve("whole"));
        whole.run(NEVER);

        assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);
        assertThat(trials.status().state()).isEqualTo(State.INTERRUPTED);
        assertThat(trials.status().metaStep()).isEqualTo(10);
        assertThat(trials.status().message()).isEqualTo("interrupted; the same command goes on from here");
        assertThat(trials.file(RunDirectory.REPORT)).content().contains("interrupted");
        assertThat(metaSteps()).containsExactly(10);
        Files.writeString(
                trials.file(RunDirectory.METRICS),
                Files.readString(trials.file(RunDirectory.METRICS)) + "{\"metaStep\":19}\n{\"metaStep\":30}\n");

        Noted noted = new Noted();
        assertThat(trials.run(NEVER, noted).state()).isEqualTo(State.DONE);

        assertThat(noted.said).contains("tiny/seed-1: going on from meta-step 10", "begin training at 10 of 30");
        assertThat(trials.phi()).isEqualTo(whole.phi());
        assertThat(trials.metrics()).isEqualTo(whole.metrics());
        assertThat(trials.evaluation()).isEqualTo(whole.evaluation());
        assertThat(sessions()).hasSize(2);
    }

    @Test
    void aDamagedCheckpointIsSaidAndTheOneBeforeIsTaken() throws IOException {
        assertThatThrownBy(() -> trials.run(after(1))).isInstanceOf(Stop.class);
        Files.write(trials.file(RunDirectory.CHECKPOINT), new byte[100]);

        Noted noted = new Noted();
        assertThat(trials.run(NEVER, noted).state()).isEqualTo(State.DONE);

        assertThat(noted.said)
                .anyMatch(line -> line.contains("continuing from checkpoint.previous.safetensors at meta-step 10"));
    }

    // ---- a given imitator ----

    @Test
    void aGivenImitatorIsEvaluatedAndKeptWithTheTeacherThatItWasTrainedOn() throws IOException {
        ImitatorFile.Saved sgd = ImitatorFile.pretrained("sgd");
        Config config = Trials.config("imitator.pretrained=sgd", "training.metaSteps=0");
        Noted noted = new Noted();

        Status status = new Experiment(config, folder, NEVER, noted).evaluate(sgd, false);

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DONE);
        assertThat(noted.said).contains("begin evaluation at 0 of 60").doesNotContain("begin training at 0 of 0");
        assertThat(kept()).isEqualTo(config);
        ImitatorFile.Saved kept = ImitatorFile.read(trials.file(RunDirectory.PHI));
        assertThat(kept.phi()).isEqualTo(sgd.phi());
        assertThat(kept.origin())
                .containsAllEntriesOf(sgd.origin())
                .hasEntrySatisfying("teacher", words -> assertThat(words).startsWith("sgd with dampening 0.0, "));
        assertThat(trials.file(RunDirectory.METRICS)).doesNotExist();
        assertThat(sessions().get(0).path("teachers").path("evaluatedOn").asText())
                .startsWith("adam with beta1 0.9");
    }

    /** No machine has a hundred GPUs. */
    @Test
    void anEvaluationThatCannotBeginLeavesItsConfig() {
        Config config = Trials.config("engine=fused", "device=cuda:99");
        Experiment experiment = new Experiment(config, folder, NEVER, new Noted());

        Status status = experiment.evaluate(
                new ImitatorFile.Saved(config.imitator().network(), new float[40], config.toYaml(), java.util.Map.of()),
                false);

        assertThat(status.state()).isEqualTo(State.INTERRUPTED);
        assertThat(experiment.exitCode()).isEqualTo(3);
        assertThat(kept()).isEqualTo(config);
    }

    // ---- before anything is done ----

    private void check(boolean fresh, String... overrides) {
        new Experiment(Trials.config(overrides), folder, NEVER, new Noted()).check(fresh);
    }

    private void keep(String yaml) throws IOException {
        Files.createDirectories(trials.directory);
        Files.writeString(trials.file(RunDirectory.CONFIG), yaml);
    }

    @Test
    void aFolderThatHoldsTheSameExperimentOrNoneIsTaken() throws IOException {
        assertThatCode(() -> check(false)).doesNotThrowAnyException();
        keep(Trials.config("threads=2").toYaml());
        assertThatCode(() -> check(false)).doesNotThrowAnyException();
    }

    @Test
    void aFolderThatHoldsAnotherExperimentIsRefusedWithEveryFieldThatDiffers() throws IOException {
        keep(Trials.config("training.metaSteps=40", "imitator.hidden=[2, 2]").toYaml());
        assertThatThrownBy(() -> check(false))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(trials.directory + " holds another experiment (training.metaSteps is 30 here and 40 there; "
                        + "imitator.hidden[1] is only there); expected this one or none; "
                        + "discard it with --fresh, or give this one another name with -o name=…");
        assertThatCode(() -> check(true)).doesNotThrowAnyException();
    }

    @Test
    void anotherFileOfANetworkIsAnotherExperiment() throws IOException {
        Path network = Files.writeString(folder.resolve("net.json"), "{}");
        String[] overrides = {"optimizee.dl4j=" + network, "engine=nd4j", "device=cpu"};
        keep(Trials.config(overrides).toYaml());
        Files.writeString(trials.file(RunDirectory.OPTIMIZEE), "{\"another\": 1}");
        assertThatThrownBy(() -> check(false, overrides))
                .hasMessage(
                        trials.directory
                                + " holds another experiment (the file optimizee.dl4j differs from optimizee.json"
                                + " there); expected this one or none; discard it with --fresh, or give this one another name with -o name=…");
        Files.delete(trials.file(RunDirectory.OPTIMIZEE));
        Files.createDirectories(trials.file(RunDirectory.OPTIMIZEE));
        assertThatThrownBy(() -> check(false, overrides))
                .hasMessageContaining("the file optimizee.dl4j differs from optimizee.json there");
    }

    @Test
    void whatTheConfigNamesMustBeThere() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> check(false, "data.dataset=mnist", "data.dir=" + none, "optimizee.batch=4"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(none.toString());
        assertThatThrownBy(() -> check(false, "engine=fused", "device=cuda:99"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3));
        // Like a config that was read without the named imitator.
        Config other = Configs.parse("name: tiny\nimitator: {hidden: [3], pretrained: adam}", "a.yaml", List.of());
        assertThatThrownBy(() -> new Experiment(other, folder, NEVER, new Noted()).check(false))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("with imitator.pretrained adam");
    }

    /**
     * Other data are another experiment, wherever they are; the data of an older run, which did not record them, are
     * accepted.
     */
    @Test
    void otherDataAreAnotherExperiment() throws IOException {
        trials.run(NEVER);
        String provenance = Files.readString(trials.file(RunDirectory.PROVENANCE));
        Files.writeString(
                trials.file(RunDirectory.PROVENANCE),
                provenance.replace("\"generated\"", "\"" + "ab".repeat(32) + "\""));
        assertThatThrownBy(() -> check(false))
                .hasMessage(
                        trials.directory + " holds another experiment (the data half-plane have the SHA-256 generated"
                                + " here and abababababab… there); expected this one or none; discard it with --fresh, or give this one another name with -o name=…");
        Files.delete(trials.file(RunDirectory.PROVENANCE));
        assertThatCode(() -> check(false)).doesNotThrowAnyException();
    }

    @Test
    void aSweptTrialIsCalledByItsFolder() {
        Noted noted = new Noted();
        RunLocation place = RunLocation.ofTrial(folder, "tiny", "threads=1,seed-1");
        new Experiment(Trials.config(), place, NEVER, noted).run(false, false);

        assertThat(noted.said).anyMatch(line -> line.startsWith("tiny/threads=1,seed-1: engine "));
        assertThat(folder.resolve("tiny/threads=1,seed-1/status.json")).isNotEmptyFile();
    }

    @Test
    void theFolderIsThatOfNameAndSeed() {
        assertThat(new Experiment(Trials.config("seed=9"), folder, NEVER, new Noted()).directory())
                .isEqualTo(folder.resolve("tiny/seed-9"));
    }
}
