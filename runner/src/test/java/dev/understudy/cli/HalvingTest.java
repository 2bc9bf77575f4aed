package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
@Tag("process")
class HalvingTest {
    @TempDir
    private Path folder;

    @Test
    void theBestAreTrainedAsWithoutItAndTheOthersAreLeftAtTheirRung() throws IOException {
        Path runs = folder.resolve("runs");
        Path config =
                TinyConfig.write(folder, "race", "sweep: {grid: {seed: 1..4}, halving: {rungs: [10, 20], keep: 0.5}}");

        Called called = Called.run(runs, config, "--fresh");

        assertThat(called.code()).as(called.err()).isZero();
        List<Status> all =
                IntStream.rangeClosed(1, 4).mapToObj(seed -> status(runs, seed)).toList();
        List<Long> steps = all.stream().map(Status::metaStep).toList();
        assertThat(steps).contains(10L, 30L).allMatch(step -> step % 10 == 0);
        int best = 1 + steps.indexOf(30L);
        assertThat(all.get(best - 1).state()).isEqualTo(State.DONE);
        assertThat(all)
                .filteredOn(status -> status.metaStep() < 30)
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.INTERRUPTED));
        assertThat(called.err()).contains("stopped by halving at meta-step 10 of 30, with imitationLoss ");

        assertThat(Files.readString(trial(runs, best).resolve(RunDirectory.PROVENANCE))
                        .split("\"seeds\"", -1))
                .as("three pieces of work, none of which discarded the one before")
                .hasSize(1 + 3);

        Path full = folder.resolve("full");
        Called.run(full, TinyConfig.write(folder, "race"), "-o", "seed=" + best);
        assertThat(trial(runs, best).resolve(RunDirectory.PHI))
                .as("as if never stopped")
                .hasSameBinaryContentAs(trial(full, best).resolve(RunDirectory.PHI));
        assertThat(figures(runs, best)).isEqualTo(figures(full, best));
        Called again = Called.run(runs, config);
        assertThat(again.code()).as(again.err()).isZero();
        for (int seed = 1; seed <= 4; seed++) {
            assertThat(status(runs, seed)).as("nothing is done again").isEqualTo(all.get(seed - 1));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rungs: [15]}                     | sweep.halving.rungs has 15, and training.logEvery is 10; expected multiples of it
            {rungs: [10, 30]}                 | sweep.halving.rungs has 30, and training.metaSteps is 30; expected rungs before the end
            {rungs: [20, 10]}                 | sweep.halving.rungs[1] is 10; expected meta-steps in increasing order
            {rungs: [10], keep: 1}            | sweep.halving.keep is 1.0; expected a part between 0 and 1
            {rungs: [10], metric: accuracy}   | sweep.halving.metric is accuracy; expected one of imitationLoss,
            {rungs: [10], metric: validation} | sweep.halving.rungs are judged by validation, but the training has no validation
            {rungs: [10], keeps: 0.5}         | did you mean keep
            {keep: 0.5}                       | sweep.halving has no rungs
            {rungs: [ten]}                    | sweep.halving.rungs
            """)
    void aRuleThatCannotBeKeptIsOneLine(String rule, String line) {
        Path config = TinyConfig.write(folder, "race", "sweep: {grid: {seed: 1..4}, halving: " + rule + "}");
        Called called = Called.run(folder.resolve("runs"), config);
        assertThat(called.code()).as(called.err()).isEqualTo(2);
        assertThat(called.errLines())
                .hasSize(1)
                .first()
                .asString()
                .contains("race.yaml")
                .contains(line);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    /** Of the evaluation, without times. */
    private static String figures(Path runs, int seed) throws IOException {
        return Files.readString(trial(runs, seed).resolve(RunDirectory.EVALUATION))
                .replaceAll("\"(?:[a-zA-Z]*[sS]econds|stepMillis)\":[^,}]*", "");
    }

    private static Path trial(Path runs, int seed) {
        return runs.resolve("race/seed-" + seed);
    }

    private static Status status(Path runs, int seed) {
        return Status.read(trial(runs, seed).resolve(RunDirectory.STATUS)).orElseThrow();
    }
}
