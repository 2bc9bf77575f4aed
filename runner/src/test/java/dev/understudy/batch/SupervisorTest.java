package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The outcome of a batch whose trials end in every possible way; see {@link PretendedWorker}. */
@Timeout(240)
@Tag("process")
class SupervisorTest {
    @TempDir
    private Path runs;

    private final List<String> said = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void aTrialWhoseProcessDiesFailsAloneAndItsStatusSaysHow() {
        List<Outcome> outcomes = run(limits(1, 0), "crash", "done", "killed");
        assertThat(outcomes).extracting(Outcome::state).containsExactly(State.FAILED, State.DONE, State.FAILED);
        assertThat(outcomes).extracting(Outcome::exitCode).containsExactly(1, 0, 1);
        assertThat(outcomes.get(0).message()).contains("134", "crash of native code", "crash-");
        assertThat(outcomes.get(2).message()).contains("137", "killed", "short of memory");
        Status status = Status.read(runs.resolve("crash/seed-1/status.json")).orElseThrow();
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.message()).isEqualTo(outcomes.get(0).message());
        assertThat(status.stackTrace()).contains("a library's word", "and another");
        assertThat(runs.resolve("crash/seed-1/report.html")).exists();
    }

    @Test
    void aWorkerIsGivenItsWordsAndWhatItPrintsIsHeardLineByLine() throws IOException {
        run(limits(2, 0), "a", "b");
        assertThat(notes("begins")).hasSize(2).allMatch(line -> line.contains(" words [a-word] "));
        assertThat(printed)
                .filteredOn(line -> !line.contains(": WARNING: ")) // of the JVM, on the vectors' module
                .containsExactlyInAnyOrder(
                        "a/seed-1: a library's word",
                        "a/seed-1: and another",
                        "b/seed-1: a library's word",
                        "b/seed-1: and another");
        assertThat(said).isEmpty();
    }

    @Test
    void aTrialThatFailsIsTriedAgainAsOftenAsItMay() throws IOException {
        assertThat(run(limits(1, 1), true, "fails-once", "fails"))
                .extracting(Outcome::state)
                .containsExactly(State.DONE, State.FAILED);
        assertThat(notes("begins"))
                .as("what it left is discarded once, and gone on with afterwards")
                .extracting(line -> line.replaceAll(" words.*", ""))
                .containsExactly(
                        "begins fails-once/seed-1 fresh true retry false",
                        "begins fails/seed-1 fresh true retry false",
                        "begins fails-once/seed-1 fresh false retry true",
                        "begins fails/seed-1 fresh false retry true");
        assertThat(said).anyMatch(line -> line.contains("fails-once/seed-1: failed: once; tried again, 1 of 1"));
    }

    @Test
    void afterAsManyFailuresAsMayBeNothingIsBegunAndWhatRunsIsSaved() throws IOException {
        List<Outcome> outcomes =
                run(new Limits(2, 0, 2, Duration.ZERO, Duration.ZERO), "waits", "fails", "fails", "done");
        assertThat(outcomes)
                .extracting(o -> o.trial().config().name() + " " + o.state())
                .containsExactly("waits INTERRUPTED", "fails FAILED", "fails FAILED");
        assertThat(notes("begins done")).isEmpty();
    }

    @Test
    void aFullDiskEndsTheBatchWithItsCode() throws IOException {
        List<Outcome> outcomes = run(limits(1, 3), "full", "done");
        assertThat(outcomes).extracting(Outcome::exitCode).containsExactly(4);
        assertThat(notes("begins")).hasSize(1);
    }

    @Test
    void aTrialsTimeEndsItAloneAndABatchsTimeAll() throws IOException {
        Duration none = Duration.ZERO;
        Duration second = Duration.ofSeconds(1);
        List<Outcome> one = run(new Limits(1, 2, Limits.ALL, none, second), "waits");
        assertThat(one).extracting(Outcome::exitCode).containsExactly(Supervisor.TIME_IS_UP);
        assertThat(one).extracting(Outcome::state).containsExactly(State.INTERRUPTED);
        List<Outcome> all = run(new Limits(2, 0, Limits.ALL, second, none), "waits", "waits", "done");
        assertThat(all).extracting(Outcome::exitCode).containsExactly(Supervisor.TIME_IS_UP, Supervisor.TIME_IS_UP);
        assertThat(notes("saves")).hasSize(3);
        assertThat(notes("begins done")).isEmpty();
    }

    @Test
    void whenTheUserStopsItAllThatRunsIsSaved() throws IOException {
        Display display = new Told() {
            @Override
            public void started(String trial) {
                stop.set(trial.equals("waits/seed-2"));
            }
        };
        List<Outcome> outcomes = supervisor(plan("waits", "waits", "done"), limits(2, 0), false, display)
                .run(List.of(0, 1, 2));
        assertThat(outcomes).extracting(Outcome::state).containsExactly(State.INTERRUPTED, State.INTERRUPTED);
        assertThat(outcomes).extracting(Outcome::exitCode).containsOnly(0);
        assertThat(notes("saves")).hasSize(2);
    }

    @Test
    void noMoreRunAtOnceThanMayAndTheyShareTheCores() throws IOException {
        run(limits(2, 0), "a", "b", "c", "d", "e");
        int now = 0;
        int most = 0;
        for (String line : notes("")) {
            now += line.startsWith("begins") ? 1 : line.startsWith("ends") ? -1 : 0;
            most = Math.max(most, now);
        }
        assertThat(most).isEqualTo(2);
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        assertThat(notes("begins")).allMatch(line -> line.endsWith(" cores " + share));
    }

    @Test
    void theWorkersOfASupervisorThatIsKilledSaveAndEnd() throws Exception {
        Process supervisor = new ProcessBuilder(ChildJvm.quiet(
                        "-cp", System.getProperty("java.class.path"), Killed.class.getName(), runs.toString()))
                .inheritIO()
                .start();
        until(() -> notes("begins waits").size() == 2);
        supervisor.destroyForcibly().waitFor();
        until(() -> notes("saves").size() == 2 && notes("ends").size() == 2);
        assertThat(notes("saves")).allMatch(line -> line.endsWith(" alone"));
    }

    /** A supervisor whose trials wait for a signal of the test. */
    static final class Killed {
        public static void main(String[] args) {
            SupervisorTest test = new SupervisorTest();
            test.runs = Path.of(args[0]);
            test.run(limits(2, 0), "waits", "waits");
        }
    }

    private interface Asked {
        boolean yes() throws IOException;
    }

    private static void until(Asked asked) throws Exception {
        while (!asked.yes()) {
            Thread.sleep(50); // the class has a time limit
        }
    }

    private static Limits limits(int jobs, int retries) {
        return new Limits(jobs, retries, Limits.ALL, Duration.ZERO, Duration.ZERO);
    }

    /** By experiments of these names; one of a name that came before has another seed. */
    private Plan plan(String... names) {
        List<PlannedTrial> trials = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            String name = names[i];
            long seed = 1
                    + trials.stream()
                            .filter(trial -> trial.config().name().equals(name))
                            .count();
            Config config = Configs.parse("name: " + name, "test", List.of("seed=" + seed));
            trials.add(new PlannedTrial(config, Map.of(), config.trial()));
        }
        return new Plan(trials);
    }

    private List<Outcome> run(Limits limits, String... names) {
        return run(limits, false, names);
    }

    private List<Outcome> run(Limits limits, boolean fresh, String... names) {
        return supervisor(plan(names), limits, fresh, new Told())
                .run(IntStream.range(0, names.length).boxed().toList());
    }

    private Supervisor supervisor(Plan plan, Limits limits, boolean fresh, Display display) {
        GpuSlots none = new GpuSlots(List.of(), 1, runs);
        return Supervisor.of(
                plan,
                runs,
                limits,
                List.of(PretendedWorker.class.getName(), "a-word"),
                none,
                fresh,
                false,
                stop::get,
                display);
    }

    private List<String> notes(String kind) throws IOException {
        Path notes = runs.resolve("notes");
        return Files.notExists(notes)
                ? List.of()
                : Files.readAllLines(notes).stream()
                        .filter(line -> line.startsWith(kind))
                        .toList();
    }

    private class Told implements Display {
        @Override
        public void started(String trial) {}

        @Override
        public void at(String trial, String what, String unit, long done, long total) {}

        @Override
        public void printed(String trial, String line) {
            printed.add(trial + ": " + line);
        }

        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public void ended(String trial, Outcome outcome) {}
    }
}
