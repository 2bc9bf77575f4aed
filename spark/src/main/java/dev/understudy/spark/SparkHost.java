package dev.understudy.spark;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.RunningTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.batch.WorkerTask;
import dev.understudy.run.RunDirectory;
import dev.understudy.train.SharedChecks;
import java.util.List;
import java.util.Queue;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs trials on the executors of a cluster: one Spark job of one task for each, so that a trial that ends its process
 * again and again fails alone.
 */
final class SparkHost implements TrialHost {
    private final JavaSparkContext context;
    private final SharedFolder folder;
    private final boolean fresh;
    private final boolean retryFailed;
    private final boolean events;
    private final SharedChecks checks = new SharedChecks();

    SparkHost(
            JavaSparkContext context, SharedFolder folder, boolean fresh, boolean retryFailed, boolean events) {
        this.context = context;
        this.folder = folder;
        this.fresh = fresh;
        this.retryFailed = retryFailed;
        this.events = events;
    }

    @Override
    public RunningTrial start(PlannedTrial trial, Attempted how, Queue<RunningTrial.Heard> heard) {
        if (fresh && !how.begun()) {
            // Here and not on the executor, where a repeated task would discard the checkpoint of the first attempt.
            RunDirectory.open(trial.in(folder.runs()), true).close();
        }
        WorkerTask task = new WorkerTask(
                folder.runs().toString(),
                trial.config().name(),
                trial.trial(),
                trial.config().toYaml(),
                false,
                retryFailed || how.begun(),
                true,
                how.until(),
                trial.rates());
        Parcel parcel = new Parcel(
                task.line(), folder.proof(), folder.text(), checks.dataSha256(trial.config()), events);
        context.setJobDescription(trial.label());
        return new SparkTrial(
                trial,
                folder.runs(),
                context.parallelize(List.of(parcel.line()), 1)
                        .map(new TrialOnExecutor())
                        .collectAsync(),
                heard);
    }

    @Override
    public boolean fresh() {
        return fresh;
    }

    @Override
    public boolean waitsForLocks() {
        return true;
    }
}
