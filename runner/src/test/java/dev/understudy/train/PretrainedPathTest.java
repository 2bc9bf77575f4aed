package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code imitator.pretrained} as the path of a file, or of a trial. */
class PretrainedPathTest {
    @TempDir
    private Path folder;

    private Path file;
    private ImitatorFile.Saved sgd;

    @BeforeEach
    void aFile() {
        sgd = ImitatorFile.pretrained("sgd");
        file = folder.resolve("mine.safetensors");
        ImitatorFile.write(file, sgd);
    }

    private static Config config(Object pretrained, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "imitator.pretrained='" + pretrained + "'";
        return Trials.config(all);
    }

    private Experiment experiment(Object pretrained, String... more) {
        return new Experiment(config(pretrained, more), folder.resolve("runs"), NEVER, new Noted());
    }

    private static void refused(ThrowingCallable call, String start, String end) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageStartingWith(start)
                .hasMessageEndingWith(end)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileGivesItsNetworkAndItsWeights() throws IOException {
        Config config = config(file);
        assertThat(config.imitator().network()).isEqualTo(sgd.imitator());
        Pretrained read = Pretrained.of(config).orElseThrow();
        assertThat(read.saved().phi()).isEqualTo(sgd.phi());
        assertThat(read.sha256()).isEqualTo(ImitatorFile.sha256(file)).hasSize(64);
        assertThat(Pretrained.of(config("sgd")).orElseThrow().sha256()).isNull();
    }

    @Test
    void aTrialGivesWhatItHasTrained() {
        Trials trials = new Trials(folder.resolve("before"));
        trials.run(NEVER);
        Config config = config(trials.directory);
        assertThat(config.imitator().network())
                .isEqualTo(Trials.config().imitator().network());
        assertThat(Pretrained.of(config).orElseThrow().saved().phi())
                .isEqualTo(ImitatorFile.read(trials.file(RunDirectory.PHI)).phi());
        refused(
                () -> config(trials.directory.getParent()),
                trials.directory.getParent() + " is not a trial's directory; ",
                "did you mean " + trials.directory + "?");
    }

    @Test
    void whereThereIsNeitherNameNorFileNorTrialOneLineSaysSo() throws IOException {
        refused(
                () -> config(folder.resolve("none")),
                "imitator.pretrained " + folder.resolve("none")
                        + " is neither an imitator that comes with the program nor an existing path; expected one of sgd, momentum, adam, ",
                ", or a file that export wrote, or a trial's directory; correct the name, or give the path relative to the working directory");
        refused(() -> config("adma"), "imitator.pretrained adma is neither ", "; did you mean adam?");
        refused(() -> config(Files.writeString(folder.resolve("notes"), "none at all")), folder + "/notes ", "");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        refused(() -> config(empty), empty + "/phi.safetensors is not there; ", "");
    }

    @Test
    void aTrainingThatBeginsWithAFileKeepsItsHash() {
        assertThat(experiment(file).run(false, false).state()).isEqualTo(State.DONE);
        Path trial = folder.resolve("runs/tiny/seed-1");
        assertThat(Provenance.lastSession(trial.resolve(RunDirectory.PROVENANCE))
                        .orElseThrow()
                        .pretrainedSha256())
                .isEqualTo(ImitatorFile.sha256(file));
        assertThatCode(() -> experiment(file).check(false)).doesNotThrowAnyException();
    }

    /** As long as the file is the same, a training continues from its checkpoint, which states the initial file. */
    @Test
    void anotherFileInItsPlaceIsAnotherExperiment() {
        assertThatThrownBy(() -> new Experiment(config(file), folder.resolve("runs"), Trials.after(0), new Noted())
                        .run(false, false))
                .isInstanceOf(Stop.class);
        float[] other = sgd.phi().clone();
        other[0] += 1;
        ImitatorFile.write(file, new ImitatorFile.Saved(sgd.imitator(), other, sgd.config(), Map.of()));

        refused(
                () -> experiment(file).check(false),
                folder.resolve("runs/tiny/seed-1")
                        + " holds another experiment (the file imitator.pretrained has the SHA-256 "
                        + ImitatorFile.sha256(file).substring(0, 12) + "… here and ",
                "or give this one another name with -o name=…");
        assertThat(experiment(file).run(false, false).message()).contains("imitator.pretrained sha256");
    }

    /** The imitator of the evaluation is the trained one, and what its training began with may be gone. */
    @Test
    void anEvaluationDoesNotAskForTheFileAgain() throws IOException {
        Config config = config(file);
        Files.delete(file);
        var place = dev.understudy.run.RunLocation.ofEvaluation(folder.resolve("run"), "usual");
        Experiment experiment = new Experiment(config, place, NEVER, new Noted());
        experiment.check(false);
        assertThat(experiment.evaluate(sgd, false).state()).isEqualTo(State.DONE);
    }
}
