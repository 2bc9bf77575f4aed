package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.RunningTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.batch.WorkerEvent;
import dev.understudy.batch.WorkerTask;
import dev.understudy.config.Configs;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trial on a Spark of this process; check.sh has the real cluster. */
class TrialOnExecutorTest {
    private static final String CONFIG = """
            name: t
            threads: 1
            data: {dataset: half-plane}
            optimizee: {batch: 4}
            training: {metaSteps: %d, unroll: 5, episode: 20, replicas: 2, checkpointEvery: 10, logEvery: 10}
            evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1]}
            """;

    private static JavaSparkContext spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = LocalSpark.of(1);
    }

    @AfterAll
    static void end() {
        spark.close();
    }

    private static PlannedTrial trial(int metaSteps) {
        return new PlannedTrial(
                Configs.parse(CONFIG.formatted(metaSteps), "t.yaml", List.of(), name -> null), Map.of(), "seed-1");
    }

    /** The messages up to the end. */
    private static List<WorkerEvent> heard(LinkedBlockingQueue<RunningTrial.Heard> queue) throws InterruptedException {
        List<WorkerEvent> events = new ArrayList<>();
        while (true) {
            RunningTrial.Heard next = queue.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("a message within a minute").isNotNull();
            if (next.event() == null) {
                return events;
            }
            events.add(next.event());
        }
    }

    @Test
    void aTrialIsDoneAndItsResultComesBack() throws Exception {
        LinkedBlockingQueue<RunningTrial.Heard> queue = new LinkedBlockingQueue<>();
        try (SharedFolder runs = SharedFolder.of(folder)) {
            TrialHost host = new SparkHost(spark, runs, false, false, false);
            host.start(trial(20), new TrialHost.Attempted(false, true, 0), queue);
            List<WorkerEvent> events = heard(queue);
            assertThat(events.get(events.size() - 1).state()).isEqualTo(State.DONE);
        }
        assertThat(folder.resolve("t/seed-1/phi.safetensors")).exists();
    }

    @Test
    void aStoppedTrialIsSaved() throws Exception {
        LinkedBlockingQueue<RunningTrial.Heard> queue = new LinkedBlockingQueue<>();
        try (SharedFolder runs = SharedFolder.of(folder)) {
            TrialHost host = new SparkHost(spark, runs, false, false, false);
            RunningTrial running = host.start(trial(100_000_000), new TrialHost.Attempted(false, true, 0), queue);
            RunningTrial.Heard progress = queue.poll(60, TimeUnit.SECONDS);
            assertThat(progress.event().kind()).isEqualTo(WorkerEvent.Kind.BEGIN);
            assertThat(progress.event().done()).isPositive();
            assertThat(progress.event().total()).isEqualTo(100_000_000);
            running.stop();
            List<WorkerEvent> events = heard(queue);
            WorkerEvent last = events.get(events.size() - 1);
            assertThat(last.state()).isEqualTo(State.INTERRUPTED);
            assertThat(last.exitCode()).isZero();
        }
    }

    /** Runs a parcel as Spark would. */
    private WorkerEvent result(Parcel parcel) {
        String line = spark.parallelize(List.of(parcel.line()), 1)
                .map(new TrialOnExecutor())
                .first();
        return WorkerEvent.read(line).orElseThrow();
    }

    private Parcel parcel(SharedFolder runs, String text, String data) {
        PlannedTrial trial = trial(20);
        WorkerTask task = new WorkerTask(
                folder.toString(), "t", "seed-1", trial.config().toYaml(), false, false, true, 0, List.of());
        return new Parcel(task.line(), runs.proof(), text, data, false);
    }

    @Test
    void aHostWithoutTheFolderOrWithOtherDataEndsTheBatch() {
        try (SharedFolder runs = SharedFolder.of(folder)) {
            WorkerEvent blind = result(parcel(runs, "other", ""));
            assertThat(blind.exitCode()).isEqualTo(3);
            assertThat(blind.last()).isTrue();
            assertThat(blind.text()).contains("is not the folder that the driver sees");
            WorkerEvent mistaken = result(parcel(runs, runs.text(), "0000"));
            assertThat(mistaken.exitCode()).isEqualTo(3);
            assertThat(mistaken.last()).isTrue();
            assertThat(mistaken.text()).contains("data have the SHA-256").contains("those of the driver, 0000");
        }
        assertThat(folder.resolve("t")).doesNotExist();
    }
}
