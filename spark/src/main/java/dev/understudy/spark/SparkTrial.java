package dev.understudy.spark;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.RunningTrial;
import dev.understudy.batch.WorkerEvent;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;

/** The driver's handle on a trial. A thread of its own waits for the job and follows the trial's files meanwhile. */
final class SparkTrial implements RunningTrial {
    private static final Pattern TIMES = Pattern.compile("failed (\\d+) times, most recent failure: (.*)");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** Time for a trial to save, as for a worker process. */
    private static final Duration SAVING = Duration.ofSeconds(30);

    private final Path directory;
    private final JavaFutureAction<List<String>> job;
    private final Queue<Heard> heard;
    private final TrainingProgress progress;
    private volatile String failure = "";

    SparkTrial(PlannedTrial trial, Path runs, JavaFutureAction<List<String>> job, Queue<Heard> heard) {
        this.directory = trial.in(runs).path();
        this.job = job;
        this.heard = heard;
        progress = new TrainingProgress(directory, trial.config().training().metaSteps());
        Thread thread = new Thread(this::await, "trial " + trial.label());
        thread.setDaemon(true);
        thread.start();
    }

    private void await() {
        try {
            String line = null;
            while (line == null) {
                try {
                    line = job.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS).get(0);
                } catch (TimeoutException running) {
                    progress.look().ifPresent(event -> heard.add(new Heard(this, event)));
                }
            }
            WorkerEvent.read(line).ifPresent(result -> heard.add(new Heard(this, result)));
        } catch (CancellationException stopped) {
            heard.add(new Heard(this, afterSaving()));
        } catch (ExecutionException e) {
            failure = String.valueOf(e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heard.add(new Heard(this, null));
    }

    /** A cancelled job returns nothing; its task notices, saves, and releases the directory. */
    private WorkerEvent afterSaving() {
        long end = System.nanoTime() + SAVING.toNanos();
        try {
            while (Files.exists(directory) && RunDirectory.isHeld(directory) && System.nanoTime() < end) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        State state = Status.read(directory.resolve(RunDirectory.STATUS))
                .map(Status::state)
                .orElse(null);
        return state == null
                ? WorkerEvent.result(null, "not begun; the same command begins it", 0, false)
                : WorkerEvent.result(state == State.RUNNING ? State.INTERRUPTED : state, "interrupted and saved", 0, false);
    }

    @Override
    public void stop() {
        job.cancel(true);
    }

    @Override
    public void kill() {
        job.cancel(true);
    }

    @Override
    public String ending() {
        Matcher lost = TIMES.matcher(failure);
        return lost.find()
                ? "its executor was lost " + lost.group(1) + " times; the last time: " + lost.group(2)
                : "its job ended without a result: " + failure.lines().findFirst().orElse("");
    }

    @Override
    public String printed() {
        return failure;
    }

    /** Spark itself releases its place. */
    @Override
    public void close() {}
}
