package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.live.Standing.State;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final Changes changes = new Changes();

    private static Standing trial(String label, State state, String phase, long done) {
        return new Standing(
                Path.of(label),
                label,
                state,
                phase,
                "steps",
                done,
                4000,
                0.5,
                Double.NaN,
                Double.NaN,
                LiveRun.THEN,
                state == State.FAILED ? "no luck" : "");
    }

    private List<String> at(int second, Standing... trials) {
        return changes.lines(new Standings(
                List.of(Path.of("runs")),
                Stream.of(trials).toList(),
                true,
                LiveRun.THEN,
                List.of(),
                LiveRun.THEN.plusSeconds(second)));
    }

    @Test
    void aLineComesWhereSomethingHasChangedAndNoOther() {
        Standing done = trial("a/1", State.DONE, "", 4000);
        assertThat(at(0, done, trial("a/2", State.RUNNING, "training", 100), trial("a/3", State.WAITING, "", 0)))
                .containsExactly(
                        "a/2: training, 100 of 4,000 steps, 2 %, loss 0.500", "3 trials: 1 running, 1 done, 1 to come");
        assertThat(at(1, done, trial("a/2", State.RUNNING, "training", 200), trial("a/3", State.WAITING, "", 0)))
                .as("how far it is, is said every ten seconds")
                .isEmpty();
        assertThat(at(10, done, trial("a/2", State.RUNNING, "training", 300), trial("a/3", State.WAITING, "", 0)))
                .containsExactly("a/2: training, 300 of 4,000 steps, 7 %, loss 0.500");
        assertThat(at(30, done, trial("a/2", State.RUNNING, "training", 300), trial("a/3", State.WAITING, "", 0)))
                .as("nothing is new")
                .isEmpty();
        assertThat(at(31, done, trial("a/2", State.RUNNING, "evaluation", 0), trial("a/3", State.WAITING, "", 0)))
                .containsExactly("a/2: evaluation, 0 of 4,000 steps, 0 %, loss 0.500");
        assertThat(at(32, done, trial("a/2", State.FAILED, "", 10), trial("a/3", State.RUNNING, "", 0)))
                .containsExactly(
                        "a/2: failed, 10 of 4,000 steps, 0 %, loss 0.500, no luck",
                        "a/3: 0 of 4,000 steps, 0 %, loss 0.500", "3 trials: 1 running, 1 failed, 1 done");
    }

    @Test
    void aFolderThatIsNotThereIsSaidOnce() {
        assertThat(at(0)).containsExactly("runs: does not exist yet");
        assertThat(at(1)).isEmpty();
        assertThat(at(2, trial("a/1", State.RUNNING, "training", 1)))
                .containsExactly("a/1: training, 1 of 4,000 steps, 0 %, loss 0.500", "1 trial: 1 running");
    }
}
