package dev.understudy.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A supervisor's handle on one worker process. Its messages, and finally its end, go into a queue that the supervisor
 * reads.
 */
final class WorkerProcess implements RunningTrial {
    /** Kept lines of other output: enough for the first lines about a crash and the last ones before it. */
    private static final int KEPT_LINES = 40;

    private final Process process;
    private final PrintStream to;
    private final Deque<String> printed = new ArrayDeque<>();
    private final Queue<Heard> heard;
    private final GpuSlots.Slot slot; // null on the CPU

    private WorkerProcess(Process process, GpuSlots.Slot slot, Queue<Heard> heard) {
        this.process = process;
        this.slot = slot;
        this.heard = heard;
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** @param slot its place on a GPU, or null */
    static WorkerProcess start(
            List<String> command,
            Map<String, String> environment,
            WorkerTask task,
            GpuSlots.Slot slot,
            Queue<Heard> heard)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        WorkerProcess worker = new WorkerProcess(builder.start(), slot, heard);
        worker.to.println(task.line()); // if the process has ended, the queue gets its end
        Thread errors = worker.thread("errors", () -> worker.read(worker.process.getErrorStream()));
        Thread events = worker.thread("events", () -> worker.read(worker.process.getInputStream()));
        worker.thread("end", () -> worker.awaitEnd(errors, events));
        return worker;
    }

    private Thread thread(String what, Runnable work) {
        Thread thread = new Thread(work, "worker-" + process.pid() + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(InputStream stream) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String read = line;
                WorkerEvent.read(line).ifPresentOrElse(event -> heard.add(new Heard(this, event)), () -> keep(read));
            }
        } catch (IOException e) {
            // awaitEnd reports the end of the process.
        }
    }

    /** Reports the end after all output has been read, so that no message is lost. */
    private void awaitEnd(Thread... readers) {
        try {
            process.waitFor();
            for (Thread reader : readers) {
                reader.join(1000); // a child of the worker may hold the pipe open
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heard.add(new Heard(this, null));
    }

    private void keep(String line) {
        synchronized (printed) {
            if (printed.size() == KEPT_LINES) {
                printed.removeFirst();
            }
            printed.addLast(line);
        }
        heard.add(new Heard(this, WorkerEvent.printed(line)));
    }

    @Override
    public String printed() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    @Override
    public void stop() {
        to.println(WorkerTask.STOP);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public String ending() {
        int code = process.exitValue();
        String words = "its process ended with " + code;
        return switch (code) {
            case 134 ->
                words + ", which is a crash of native code; the JVM's report of it is crash-" + pid()
                        + ".log in the folder of status.json";
            case 137 -> words + ": it was killed, by a user or by a system that was short of memory";
            default -> words + " before it had a result";
        };
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (slot != null) {
            slot.close();
        }
    }
}
