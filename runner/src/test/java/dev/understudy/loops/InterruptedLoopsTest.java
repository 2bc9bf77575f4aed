package dev.understudy.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.report.ResultTable;
import dev.understudy.run.Status.State;
import dev.understudy.train.Experiment;
import dev.understudy.train.Stop;
import dev.understudy.train.Watch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trial that is interrupted at several places and continued each time has the same figures as PyTorch without interruption. */
@Tag("slow")
class InterruptedLoopsTest {
    @TempDir
    private Path runs;

    /** Stops as soon as so much of a piece of work is done. */
    private static final class StopAt implements Watch {
        private final String work;
        private final long place;
        private boolean due;
        private String now = "";

        StopAt(String work, long place) {
            this.work = work;
            this.place = place;
        }

        @Override
        public void begin(String what, String unit, long total, long done) {
            now = what;
        }

        @Override
        public void at(long done) {
            due |= now.equals(work) && done >= place;
        }

        @Override
        public void end() {
            now = "";
        }

        @Override
        public void say(String line) {
            // No listener.
        }
    }

    /**
     * Places are meta-steps and steps of all rollouts in a row: before the first horizon, after its line, in the second rollout, in
     * the third after its horizons, at the last step of a rollout, whose result is not written then, and in the second seed's.
     */
    @ParameterizedTest
    @CsvSource({
        "half-plane-sgd, 5 10 15, 40 130 1150 3100 4400 8750",
        "half-plane-adam, 5 10 15, 40 130 1150 3100 4400 8750",
        "digits-momentum, 5 10 15, 15 25 70 165 240 470"
    })
    void aTrialThatIsStoppedAgainAndAgainHasTheSameFigures(String trial, String metaSteps, String steps) {
        for (String place : metaSteps.split(" ")) {
            stopAt(trial, "training", Long.parseLong(place));
        }
        for (String place : steps.split(" ")) {
            stopAt(trial, "evaluation", Long.parseLong(place));
        }
        Experiment last = new Experiment(ClosedLoops.config(trial), runs, () -> false, new StopAt("noUpdate", 0));

        assertThat(last.run(false, false).state()).isEqualTo(State.DONE);
        Expected expected = Expected.of(trial);
        assertThat(expected.differences(last.directory())).isEmpty();
        assertThat(expected.lossDifferences(last.directory())).isEmpty();
        assertThat(expected.settled(
                        "console", Expected.timeless(ResultTable.lines(List.of(last.directory()), false, 100))))
                .isEqualTo(expected.texts("console"));
    }

    private void stopAt(String trial, String work, long place) {
        StopAt watch = new StopAt(work, place);
        Experiment experiment = new Experiment(ClosedLoops.config(trial), runs, () -> watch.due, watch);
        assertThatThrownBy(() -> experiment.run(false, false))
                .as(work + " stopped at " + place)
                .isInstanceOf(Stop.class);
    }
}
