package dev.understudy.batch;

import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.train.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The main loop of a worker process, which runs one trial for its supervisor and then ends. */
public final class Worker {
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
        WorkerTask task = first == null ? null : WorkerTask.read(first).orElse(null);
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
        WorkerEvent result = TrialCall.run(task, () -> stop || signalled.getAsBoolean(), new Telling(), events);
        tell(result);
        return result.exitCode();
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
