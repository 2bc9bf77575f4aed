package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.Status;
import dev.understudy.train.Pretrained;
import dev.understudy.train.Stop;
import dev.understudy.train.TrialWork;
import dev.understudy.train.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main loop of a worker process, which runs one trial for its supervisor and then ends. */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** Time to save after the supervisor has ended; the trial's directory is locked until then. */
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Least time between two reports of progress. */
    private static final long AT_NANOS = Duration.ofMillis(200).toNanos();

    private final BufferedReader in;
    private final PrintStream out;
    private final BooleanSupplier signalled;
    private final boolean events;
    private volatile boolean stop;

    /**
     * @param in input from the supervisor, see {@link WorkerTask}
     * @param out output to the supervisor, see {@link WorkerEvent}; only the worker may write to it
     * @param signalled whether a signal asks to stop
     * @param events whether to write event files for TensorBoard
     */
    public Worker(InputStream in, PrintStream out, BooleanSupplier signalled, boolean events) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.signalled = signalled;
        this.events = events;
    }

    /** @return the exit code of this process */
    public int run() throws IOException {
        String first = in.readLine();
        WorkerTask task =
                first == null ? null : WorkerEvent.read(first, WorkerTask.class).orElse(null);
        if (task == null) {
            throw Fault.badInput(
                    "worker",
                    "received no trial on standard input",
                    "a trial from its supervisor",
                    "use `run`, which starts workers itself");
        }
        Thread listening = new Thread(this::listen, "supervisor");
        listening.setDaemon(true);
        listening.start();
        GpuSlots.hold(System.getenv());
        if (task.advised()) {
            EngineSelection.adviseNoMore();
        }
        WorkerEvent result = result(task);
        tell(result);
        return result.exitCode();
    }

    private WorkerEvent result(WorkerTask task) {
        try {
            // A tuning needs no imitator.
            Function<String, Imitator> networks = task.rates().isEmpty() ? Pretrained::network : name -> null;
            return result(task, Configs.parse(task.config(), task.name() + "/" + task.trial(), List.of(), networks));
        } catch (Fault fault) {
            LOG.debug("{}/{} is not done", task.name(), task.trial(), fault);
            return WorkerEvent.result(null, fault.getMessage(), fault.exitCode(), fault.exitCode() == 4);
        }
    }

    private WorkerEvent result(WorkerTask task, Config config) {
        try {
            TrialWork work = new PlannedTrial(config, Map.of(), task.trial(), task.rates())
                    .work(Path.of(task.runs()), () -> stop || signalled.getAsBoolean(), new Telling(), events);
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

    /**
     * Reads until the supervisor ends. If it asked for a stop before, this process ends at once, since no process waits
     * for the trial. Otherwise the supervisor was killed: the trial is asked to save, and the process ends after a time
     * limit.
     */
    private void listen() {
        try {
            for (String word = in.readLine(); word != null; word = in.readLine()) {
                if (word.equals(WorkerTask.STOP)) {
                    stop = true;
                }
            }
        } catch (IOException e) {
            // This means the end of the pipe as well.
        }
        if (stop) {
            Runtime.getRuntime().halt(1);
        }
        stop = true;
        try {
            Thread.sleep(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private void tell(WorkerEvent event) {
        synchronized (out) {
            out.println(event.line());
            out.flush();
        }
    }

    /** Passes the progress of the trial to the supervisor. */
    private final class Telling implements Watch {
        private long said;

        @Override
        public void begin(String what, String unit, long total, long done) {
            tell(WorkerEvent.begin(what, unit, done, total));
        }

        @Override
        public void at(long done) {
            if (System.nanoTime() - said > AT_NANOS) {
                said = System.nanoTime();
                tell(WorkerEvent.at(done));
            }
        }

        @Override
        public void end() {
            tell(WorkerEvent.end());
        }

        @Override
        public void say(String line) {
            tell(WorkerEvent.say(line));
        }
    }
}
