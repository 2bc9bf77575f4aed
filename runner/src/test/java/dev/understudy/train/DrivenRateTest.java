package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.Provenance.Teachers;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The imitator that drives with {@code imitator.learningRate}, and the record of it. */
class DrivenRateTest {
    private static final String ADAM = "adam with beta1 0.9, beta2 0.999, epsilon 1.0e-8, learningRate ";

    @TempDir
    private Path folder;

    @Test
    void withoutTheKeyItDrivesAsItWasTrained() {
        Config config = Trials.config("imitator.pretrained=adam", "training.metaSteps=0", "teacher.learningRate=0.5");
        assertThat(TrainedOn.driving(config, null))
                .isEqualTo(ImitatorFile.pretrained("adam").imitator());
        assertThat(TrainedOn.teachers(config, null).drivenAs()).isNull();
    }

    /** 0.003 is the teacher's in this training, 1e-3 that of the shipped one. */
    @Test
    void theFactorIsThatOfTheRateAtWhichPhiWasTrained() {
        Config trains = Trials.config("imitator.head=zero-out", "imitator.gain=0.5", "imitator.learningRate=0.006");
        assertThat(TrainedOn.driving(trains, null).gain()).isEqualTo(1);
        assertThat(TrainedOn.teachers(trains, null))
                .isEqualTo(new Teachers(ADAM + "0.003", ADAM + "0.006", ADAM + "0.003"));

        Config named = Trials.config("imitator.pretrained=adam", "training.metaSteps=0", "imitator.learningRate=0.004");
        assertThat(TrainedOn.driving(named, null).gain()).isEqualTo(0.004);
        assertThat(TrainedOn.teachers(named, null).imitated()).isEqualTo(ADAM + "0.004");

        Config further = Trials.config("imitator.pretrained=adam", "imitator.learningRate=0.006");
        assertThat(TrainedOn.driving(further, null).gain()).isEqualTo(0.002);

        assertThat(TrainedOn.driving(further, ImitatorFile.pretrained("adam")).gain())
                .isEqualTo(0.006);
    }

    @Test
    void atItsOwnRateItIsTheSameAsWithoutTheKey() {
        Config config = Trials.config("imitator.head=zero-out", "imitator.learningRate=0.003");
        assertThat(TrainedOn.driving(config, null)).isEqualTo(config.imitator().network());
        assertThat(TrainedOn.teachers(config, null).drivenAs()).isNull();
    }

    @Test
    void aFileThatDoesNotTellItsRateIsRefusedInOneLine() {
        Config config = Trials.config("imitator.head=zero-out", "imitator.learningRate=0.006");
        ImitatorFile.Saved untold = new ImitatorFile.Saved(
                config.imitator().network(), new float[42], "name: a", Map.of("teacher", "a third"));
        assertThatThrownBy(() -> TrainedOn.driving(config, untold))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageStartingWith(
                        "tiny: imitator.learningRate is 0.006 with a file that does not state the learning rate of its imitator's training; ");
        Config tiny = Trials.config("imitator.head=zero-out", "imitator.learningRate=1e-44", "imitator.gain=1e-6");
        assertThatThrownBy(() -> new Experiment(tiny, folder, NEVER, new Noted()).check(false))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(
                        "tiny: imitator.learningRate is 1.0E-44; expected one at which the gain, 1.0E-6");
    }

    /** The imitator of a trial is the trained one, at whichever rate it was evaluated. */
    @Test
    void whatIsKeptHasTheTrainedGainAndRate() {
        Trials trials = new Trials(folder);
        trials.run(NEVER, "imitator.head=zero-out", "imitator.learningRate=0.006");
        ImitatorFile.Saved kept = ImitatorFile.read(trials.file(RunDirectory.PHI));
        assertThat(kept.imitator().gain()).isEqualTo(0.003);
        assertThat(kept.learningRate()).isEqualTo(0.003);

        Config slow = Trials.config(
                "imitator.head=zero-out",
                "imitator.learningRate=6e-4",
                "teacher.learningRate=6e-4",
                "imitator.gain=0.003");
        RunLocation place = RunLocation.ofEvaluation(trials.directory, "slow");
        assertThat(new Experiment(slow, place, NEVER, new Noted())
                        .evaluate(kept, false)
                        .state())
                .isEqualTo(State.DONE);
        ImitatorFile.Saved again = ImitatorFile.read(place.path().resolve(RunDirectory.PHI));
        assertThat(again.imitator()).isEqualTo(kept.imitator());
        assertThat(again.learningRate()).isEqualTo(0.003);
        assertThat(again.config()).contains("learningRate: 6.0e-4");
    }

    /** Training is bit for bit the same; the rollouts that the imitator drives differ. */
    @Test
    void theRateChangesTheEvaluationAndNotTheTraining() {
        Trials usual = new Trials(folder.resolve("usual"));
        usual.run(NEVER, "imitator.head=zero-out");
        Trials faster = new Trials(folder.resolve("faster"));
        faster.run(NEVER, "imitator.head=zero-out", "imitator.learningRate=0.3");
        assertThat(faster.phi()).isEqualTo(usual.phi());
        assertThat(faster.metrics()).isEqualTo(usual.metrics());
        assertThat(faster.evaluation()).isNotEqualTo(usual.evaluation());
    }

    @Test
    void anotherRateIsAnotherEvaluationOfTheSameTrial() {
        new Trials(folder).run(NEVER, "imitator.head=zero-out");
        Config other = Trials.config("imitator.head=zero-out", "imitator.learningRate=0.3");
        assertThatThrownBy(() -> new Experiment(other, folder, NEVER, new Noted()).check(false))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("holds another experiment (imitator.learningRate is 0.3 here and null there); ")
                .hasMessageContaining("`evaluate " + new Trials(folder).directory
                        + "` with the same -o adds an evaluation with that rate");
    }

    @Test
    void theEvaluatorDrivesWithTheImitatorThatItIsGiven() {
        Imitator trained = Trials.config("imitator.head=zero-out").imitator().network();
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, "imitator.head=zero-out");
        evaluation.run(trained.at(0.006, 0.003));
        assertThat(evaluation.loops)
                .isNotEmpty()
                .allSatisfy(loop ->
                        assertThat(loop.spec.problem().imitator().gain()).isEqualTo(0.006));
    }
}
