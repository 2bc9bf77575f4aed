package dev.understudy.spark;

import dev.understudy.batch.TrialCall;
import dev.understudy.batch.WorkerEvent;
import dev.understudy.batch.WorkerTask;
import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.train.SharedChecks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of a Spark job: one trial, in the executor's process. Whatever the trial comes to is a returned message,
 * never an exception, so that Spark repeats the task only if its executor is lost.
 */
final class TrialOnExecutor implements Function<String, String> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(TrialOnExecutor.class);
    /** How long a trial waits for a process that holds its directory and is about to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final SharedChecks CHECKS = new SharedChecks();

    /** @param parcel a line of {@link Parcel}. @return a line of {@link WorkerEvent} */
    @Override
    public String call(String parcel) throws InterruptedException {
        Parcel given = Parcel.read(parcel);
        WorkerTask task = WorkerTask.read(given.task()).orElseThrow();
        OptionalInt gpu = gpu();
        String where = task.name() + "/" + task.trial() + ": attempt " + TaskContext.get().attemptNumber() + " on "
                + SharedFolder.host() + ", process " + ProcessHandle.current().pid() + ", GPU "
                + (gpu.isPresent() ? gpu.getAsInt() : "none");
        LOG.info("{}: begins", where);
        EngineSelection.assign(gpu);
        try {
            return result(given, task).line();
        } finally {
            EngineSelection.assign(OptionalInt.empty());
            LOG.info("{}: ends", where);
        }
    }

    private static WorkerEvent result(Parcel given, WorkerTask task) throws InterruptedException {
        Path runs = Path.of(task.runs());
        try {
            SharedFolder.check(runs, given.proof(), given.text());
            checkData(TrialCall.config(task), given.data());
        } catch (Fault fault) {
            return WorkerEvent.result(null, fault.getMessage(), 3, true); // every trial on this host ends so
        }
        awaitLock(RunLocation.ofTrial(runs, task.name(), task.trial()).path());
        TaskContext context = TaskContext.get();
        // The driver reads the progress from the run's files.
        return TrialCall.run(task, context::isInterrupted, LOG::info, given.events());
    }

    static void checkData(Config config, String expected) {
        String found;
        synchronized (CHECKS) {
            found = CHECKS.dataSha256(config);
        }
        if (!found.equals(expected)) {
            throw Fault.environment(
                    "host " + SharedFolder.host() + ": " + config.name() + ": data",
                    "have the SHA-256 " + found,
                    "those of the driver, " + expected,
                    "put the same files on every host, or on storage that all share");
        }
    }

    /** Waits while another process has the directory; after that, the trial itself refuses and says who has it. */
    private static void awaitLock(Path directory) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && RunDirectory.isHeld(directory) && !TaskContext.get().isInterrupted()) {
            Thread.sleep(200);
        }
    }

    /** The GPU that the cluster has assigned to this task. Spark names GPUs by their numbers on the host. */
    static OptionalInt gpu() {
        ResourceInformation assigned = TaskContext.get().resourcesJMap().get("gpu");
        if (assigned == null || assigned.addresses().length == 0) {
            return OptionalInt.empty();
        }
        String address = assigned.addresses()[0];
        return address.matches("\\d{1,4}") ? OptionalInt.of(Integer.parseInt(address)) : OptionalInt.empty();
    }
}
