package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.Status;
import dev.understudy.train.Pretrained;
import dev.understudy.train.Stop;
import dev.understudy.train.TrialWork;
import dev.understudy.train.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the trial of a task in this process. Whatever happens becomes a message to the supervisor. */
public final class TrialCall {
    private static final Logger LOG = LoggerFactory.getLogger(TrialCall.class);

    private TrialCall() {}

    /**
     * @param stopRequested whether the trial is to save and stop
     * @param events whether to write event files for TensorBoard
     * @return the result, see {@link WorkerEvent}
     */
    public static WorkerEvent run(WorkerTask task, BooleanSupplier stopRequested, Watch watch, boolean events) {
        try {
            return run(task, config(task), stopRequested, watch, events);
        } catch (Fault fault) {
            LOG.debug("{}/{} is not done", task.name(), task.trial(), fault);
            return WorkerEvent.result(null, fault.getMessage(), fault.exitCode(), fault.exitCode() == 4);
        }
    }

    /** The config of a task. @throws Fault bad input if it is none */
    public static Config config(WorkerTask task) {
        // A tuning needs no imitator.
        Function<String, Imitator> networks = task.rates().isEmpty() ? Pretrained::network : name -> null;
        return Configs.parse(task.config(), task.name() + "/" + task.trial(), List.of(), networks);
    }

    private static WorkerEvent run(
            WorkerTask task, Config config, BooleanSupplier stopRequested, Watch watch, boolean events) {
        try {
            TrialWork work = new PlannedTrial(config, Map.of(), task.trial(), task.rates())
                    .work(Path.of(task.runs()), stopRequested, watch, events);
            Status status = work.run(task.fresh(), task.retryFailed(), task.until());
            int code = status.state() == Status.State.FAILED ? 1 : work.exitCode();
            return WorkerEvent.result(status.state(), status.message(), code, false);
        } catch (Stop saved) {
            return WorkerEvent.result(Status.State.INTERRUPTED, "interrupted and saved", 0, false);
        } catch (OutOfMemoryError full) {
            LOG.debug("{}/{} is not done", task.name(), task.trial(), full);
            Fault fault = MemoryFault.of(config, full); // only this trial ends: another one may fit
            return WorkerEvent.result(Status.State.INTERRUPTED, fault.getMessage(), fault.exitCode(), false);
        } catch (Fault fault) {
            throw fault;
        } catch (RuntimeException | Error broken) {
            return WorkerEvent.result(Status.State.FAILED, broken.toString(), 1, false); // recorded by the experiment
        }
    }
}
