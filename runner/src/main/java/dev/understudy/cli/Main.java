package dev.understudy.cli;

import dev.understudy.train.Experiment;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command line. Without a command, {@code run} is meant. */
@Command(name = "understudy", mixinStandardHelpOptions = true, version = "understudy " + Experiment.VERSION, scope = ScopeType.INHERIT,
        description = "Trains an LSTM to act like a hand-made optimizer, and lets it drive fresh networks.",
        synopsisHeading = "Usage: ", optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done; a run that diverged is a result", "1:a trial failed", "2:bad input", "3:something is missing on this machine, or in use",
            "4:memory or disk is full", "130/143:interrupted, after saving"},
        subcommands = {RunCommand.class, EvaluateCommand.class, ReportCommand.class, PlanCommand.class, DoctorCommand.class,
            BenchCommand.class, ExportCommand.class, DataCommand.class})
public final class Main {
    private Main() {
    }

    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** @return the exit code */
    static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        line.addMixin("logging", new Logging());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(new CommandLine.RunLast());
        line.setExecutionExceptionHandler(Failures::report);
        line.setParameterExceptionHandler(Failures::usage);
        return line.execute(withCommand(line.getSubcommands().keySet(), args));
    }

    /** `understudy configs/a.yaml` is `understudy run configs/a.yaml`. */
    private static String[] withCommand(Set<String> commands, String[] args) {
        boolean file = args.length > 0 && !args[0].startsWith("-") && !commands.contains(args[0]) && args[0].matches(".*\\.ya?ml");
        if (!file && args.length > 0) {
            return args;
        }
        String[] all = new String[args.length + 1];
        all[0] = args.length == 0 ? "--help" : "run";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }
}
