package dev.understudy.batch;

import java.util.List;
import java.util.Optional;

/**
 * The task of a worker: one trial. For a worker process it is the first line on its standard input. A later line {@link
 * #STOP} asks it to save and exit. The end of the input means that the supervisor has ended, and asks for the same.
 *
 * @param runs folder of all runs
 * @param name name of the experiment
 * @param trial name of the trial's folder
 * @param config the resolved config, as YAML
 * @param fresh whether to discard earlier files
 * @param retryFailed whether to run a failed trial again
 * @param advised whether another worker has told the user how to make the JVM faster
 * @param until the meta-step at which the trial is saved and stopped; 0 for the end
 * @param rates the learning rates of a tuning, see {@link PlannedTrial}; empty for an experiment
 */
public record WorkerTask(
        String runs,
        String name,
        String trial,
        String config,
        boolean fresh,
        boolean retryFailed,
        boolean advised,
        int until,
        List<Double> rates) {
    static final String STOP = "stop";

    /** One line of JSON. */
    public String line() {
        return WorkerEvent.text(this);
    }

    /** Reads such a line. @return empty if it is none */
    public static Optional<WorkerTask> read(String line) {
        return WorkerEvent.read(line, WorkerTask.class);
    }
}
