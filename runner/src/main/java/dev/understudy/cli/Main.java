package dev.understudy.cli;

import dev.understudy.batch.TrialHost;
import dev.understudy.train.Experiment;
import dev.understudy.train.ParticleHost;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The entry point of the command line. Without a command, a config file means {@code run}. */
@Command(
        name = "understudy",
        mixinStandardHelpOptions = true,
        version = "understudy " + Experiment.VERSION,
        scope = ScopeType.INHERIT,
        description = "Trains an LSTM to act like a hand-made optimizer, and lets it drive fresh networks.",
        synopsisHeading = "Usage: ",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; a run that diverged is a result",
            "1:a trial failed",
            "2:bad input",
            "3:something is missing on this machine, or in use",
            "4:memory or disk is full",
            "129/130/143:interrupted, after saving"
        },
        footer = "%nEnvironment variables: docs/environment.md",
        subcommands = {
            RunCommand.class,
            WatchCommand.class,
            EvaluateCommand.class,
            TuneCommand.class,
            ReportCommand.class,
            ListCommand.class,
            CompareCommand.class,
            TagCommand.class,
            RmCommand.class,
            RerunCommand.class,
            PlanCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            ExportCommand.class,
            DataCommand.class,
            InitCommand.class,
            SchemaCommand.class,
            AutoComplete.GenerateCompletion.class,
            WorkerCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.configure();
        end(run(args));
    }

    /**
     * The command {@code run} alone, whose trials run on a cluster.
     *
     * @param particles the same cluster for the particles of one trial
     * @return the exit code
     */
    public static int onCluster(TrialHost.Factory cluster, ParticleHost particles, String... args) {
        return written(run(
                line -> {
                    line.getSubcommands().keySet().stream()
                            .filter(command -> !command.equals("run") && !command.equals("help"))
                            .toList()
                            .forEach(line.getCommandSpec()::removeSubcommand);
                    line.getSubcommands().get("run").<RunCommand>getCommand().on(cluster, particles);
                },
                args));
    }

    private static void end(int result) {
        int code = written(result);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int written(int code) {
        // Java's standard output reports a failed write, for example to a full disk, only if it is asked.
        if (System.out.checkError() && code == 0) {
            System.err.println("understudy: standard output cannot be written; this output is lost");
            return 4;
        }
        return code;
    }

    /** @return the exit code */
    static int run(String... args) {
        return run(line -> {}, args);
    }

    @SuppressWarnings("try") // the guard is closed, not read
    private static int run(Consumer<CommandLine> prepared, String... args) {
        try (HarmlessOutput.Guard harmless = HarmlessOutput.install()) {
            CommandLine line = new CommandLine(new Main());
            if (CommandLine.Help.Ansi.AUTO.enabled()) {
                line.setOut(new PrintWriter(
                        HarmlessOutput.raw(System.out), true, Charset.defaultCharset())); // only the help
            }
            line.addMixin("logging", new Logging());
            prepared.accept(line);
            return execute(line, withCommand(line.getSubcommands().keySet(), args));
        }
    }

    /** Runs a command; an exception or error becomes one line and an exit code. */
    static int execute(CommandLine line, String... args) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(new CommandLine.RunLast());
        line.setExecutionExceptionHandler(Failures::report);
        line.setParameterExceptionHandler(Failures::usage);
        try {
            return line.execute(args);
        } catch (Error error) {
            // picocli's handler gets exceptions only, and any command may run out of memory.
            return Failures.report(error);
        }
    }

    /** `understudy configs/a.yaml` and `understudy -o seed=2 configs/a.yaml` mean `run`. */
    private static String[] withCommand(Set<String> commands, String[] args) {
        if (args.length == 0) {
            return new String[] {"--help"};
        }
        List<String> beforeFile =
                Stream.of(args).takeWhile(arg -> !arg.matches(".*\\.ya?ml")).toList();
        boolean optionsOnly = beforeFile.isEmpty() || beforeFile.get(0).startsWith("-");
        if (beforeFile.size() == args.length
                || !optionsOnly
                || beforeFile.stream().anyMatch(commands::contains)) {
            return args;
        }
        return Stream.concat(Stream.of("run"), Stream.of(args)).toArray(String[]::new);
    }
}
