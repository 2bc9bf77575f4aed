package dev.understudy.batch;

import java.util.List;

/**
 * What a worker has to do: one trial. It is the first line on the worker's standard input; every later line, {@link #STOP}, asks it to
 * save and leave, and so does the end of its input, which is what is left of a supervisor that was killed.
 *
 * @param runs folder of all runs
 * @param name of the experiment
 * @param trial its folder
 * @param config resolved, as YAML
 * @param fresh discards what there is
 * @param retryFailed does a trial again that failed
 * @param advised whether another worker has told the user how his JVM would be faster
 * @param until the meta-step at which it is saved and left; 0 for the end
 * @param rates of a tuning, see {@link PlannedTrial}; empty for an experiment
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
