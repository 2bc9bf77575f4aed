package dev.understudy.run;

import dev.understudy.ChildJvm;
import dev.understudy.cli.Main;
import dev.understudy.cli.StopSignal;
import dev.understudy.fault.Fault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second process for tests of locks and signals: prints its actions, one word or line at a time. */
public final class ChildMain {
    /** The exit code of a program that the power left. */
    static final int CRASHED = 99;

    private ChildMain() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "hold" -> hold(Path.of(args[1]));
            case "exhaust" -> exhaust(Path.of(args[1]));
            case "crash" -> crash(args);
            case "stop" -> stop(Duration.ofMillis(Long.parseLong(args[1])), Boolean.parseBoolean(args[2]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Opens the trial a/seed-1 and keeps its lock until it is killed. */
    private static void hold(Path runsRoot) throws InterruptedException {
        try (RunDirectory directory = RunDirectory.open(runsRoot, "a", "seed-1", false)) {
            System.out.println("held " + directory.path());
            Thread.sleep(60_000);
        } catch (Fault e) {
            System.out.println(e.getMessage());
            System.exit(e.exitCode());
        }
    }

    /** Opens a log when the system lets this process open no further file. */
    private static void exhaust(Path folder) throws IOException {
        JsonLines.open(folder.resolve("first.jsonl")).close(); // with all classes that it takes
        said(folder.resolve("none/log.jsonl"));
        List<Closeable> held = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000_000; i++) {
                held.add(Files.newInputStream(folder.resolve("first.jsonl")));
            }
        } catch (IOException noMore) {
            said(folder.resolve("second.jsonl"));
        }
        for (Closeable one : held) {
            one.close();
        }
    }

    private static void said(Path log) {
        try {
            JsonLines.open(log).close();
        } catch (Fault e) {
            System.out.println(e.exitCode() + " " + e.getMessage());
        }
    }

    /** The program with the arguments from the fourth on, on a disk at whose n-th operation the power goes. */
    private static void crash(String[] args) {
        PowerCutDisk disk = new PowerCutDisk(Disk.inUse());
        Disk.replaceBy(new FaultyDisk(disk, Integer.parseInt(args[1]), FaultyDisk.Trouble.KILLED, () -> {
            disk.cut(PowerCutDisk.Lost.valueOf(args[2]));
            Runtime.getRuntime().halt(CRASHED);
        }));
        Main.main(Arrays.copyOfRange(args, 3, args.length));
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

    public static Process start(String... args) throws IOException {
        return start(List.of(), args);
    }

    /** @param before a program and its arguments, which starts the rest of its command line */
    public static Process start(List<String> before, String... args) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(ChildJvm.quiet(
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                ChildMain.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The exit code, or a failure after a minute; then the process is gone, too. */
    public static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the child process did not end within a minute");
        }
        return process.exitValue();
    }
}
