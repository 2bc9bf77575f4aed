package dev.understudy.run;

import dev.understudy.ChildJvm;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second process for tests of locks and signals: says what it does, one word or line at a time. */
final class ChildMain {
    private ChildMain() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "hold" -> hold(Path.of(args[1]));
            case "stop" -> stop(Duration.ofMillis(Long.parseLong(args[1])), Boolean.parseBoolean(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Opens the trial a/seed-1 and holds it until it is killed. */
    private static void hold(Path runsRoot) throws InterruptedException {
        try (RunDirectory directory = RunDirectory.open(runsRoot, "a", "seed-1", false)) {
            System.out.println("held " + directory.path());
            Thread.sleep(60_000);
        } catch (Fault e) {
            System.out.println(e.getMessage());
            System.exit(e.exitCode());
        }
    }

    /** A loop as in training: stops between two steps, unless it is stuck. */
    private static void stop(Duration limit, boolean stuck) throws InterruptedException {
        try (StopSignal stop = StopSignal.install(limit)) {
            System.out.println("ready");
            while (!stop.requested() || stuck) {
                if (stop.requested()) {
                    System.out.println("stuck");
                }
                Thread.sleep(20);
            }
            System.out.println("saved");
            System.exit(stop.exitCode());
        }
    }

    static Process start(String... args) throws IOException {
        List<String> command = ChildJvm.command(
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                ChildMain.class.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The exit code, or a failure after 20 seconds; then the process is gone, too. */
    static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the child process did not end within 20 seconds");
        }
        return process.exitValue();
    }
}
