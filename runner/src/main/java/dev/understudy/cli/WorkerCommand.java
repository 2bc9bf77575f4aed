package dev.understudy.cli;

import dev.understudy.batch.Worker;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The hidden command {@code worker}: the process of one trial of a batch. */
@Command(
        name = WorkerCommand.NAME,
        hidden = true,
        description = "Runs one trial of a batch, which it reads from standard input.")
final class WorkerCommand implements Callable<Integer> {
    static final String NAME = "worker";

    /** The main class and arguments that start a worker with this process's log level. */
    static List<String> program() {
        List<String> program = new ArrayList<>(List.of(Main.class.getName(), NAME));
        program.addAll(Logging.options());
        return program;
    }

    /** The main class and arguments of a worker that writes event files. */
    static List<String> programWithEvents() {
        List<String> program = program();
        program.add(TensorBoardOption.NAME);
        return program;
    }

    @Mixin
    private TensorBoardOption events;

    @Override
    public Integer call() throws IOException {
        PrintStream toSupervisor = HarmlessOutput.raw(System.out);
        System.setOut(System.err); // other output must not mix with the events
        try (StopSignal signal = StopSignal.ofWorker()) {
            return new Worker(System.in, toSupervisor, signal::requested, events.given).run();
        }
    }
}
