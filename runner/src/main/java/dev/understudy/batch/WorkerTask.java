package dev.understudy.batch;

import java.util.List;

/**
 * The task of a worker: one trial. It is the first line on the worker's standard input. A later line {@link #STOP} asks
 * the worker to save and exit. The end of the input means that the supervisor has ended, and asks for the same.
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
record WorkerTask(
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
}
