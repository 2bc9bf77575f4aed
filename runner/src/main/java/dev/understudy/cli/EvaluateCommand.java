package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.report.AgainstDocument;
import dev.understudy.report.OverTasksDocument;
import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import dev.understudy.report.StepMillis;
import dev.understudy.report.Survival;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.EvaluationLine.Verdict;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import dev.understudy.run.TunedTeacher;
import dev.understudy.train.Experiment;
import dev.understudy.train.Stop;
import dev.understudy.train.TunedAnswers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code evaluate}: rollouts of a trained imitator, compared with its teacher. */
@Command(
        name = "evaluate",
        description =
                "Lets a trained imitator drive fresh networks again, for example longer: -o evaluation.steps=10000 -o evaluation.weightDecay=0.001")
final class EvaluateCommand implements Callable<Integer> {
    private static final String TUNED = "tuned";

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Mixin
    private Overridable options;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Name of the evaluation (default: the task and the keys that -o changes), in RUN/evaluations/NAME.")
    private String name;

    @Option(
            names = "--against",
            paramLabel = "tuned|FILE",
            description =
                    "Compares it with a tuned teacher as well: the one that `tune` has written in the folder of --runs for this task and"
                            + " this number of steps, or the one in a given file.")
    private String against;

    @Option(
            names = TaskChoice.OPTION,
            paramLabel = "N|all",
            description =
                    "For a training on several tasks: the task to evaluate on, counted from 1, or all for an evaluation on each (default: 1).")
    private String task;

    @Option(names = "--fresh", description = "Discards the files of an earlier call under this name.")
    private boolean fresh;

    @Mixin
    private TensorBoardOption events;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    /** The document that --json prints. @param loops the result lines of evaluation.jsonl */
    record EvaluateDocument(
            int format,
            Path path,
            String state,
            String message,
            Path report,
            List<Result> loops,
            Verdict verdict,
            Survival survival,
            StepMillis stepMillis,
            AgainstDocument against) {
        static EvaluateDocument of(Path evaluation, Status status) {
            List<EvaluationLine> lines =
                    JsonLines.read(evaluation.resolve(RunDirectory.EVALUATION), EvaluationLine.class);
            return new EvaluateDocument(
                    JsonDocument.FORMAT,
                    evaluation,
                    status.state().name().toLowerCase(Locale.ROOT),
                    status.message(),
                    evaluation.resolve(RunDirectory.REPORT),
                    lines.stream()
                            .filter(Result.class::isInstance)
                            .map(Result.class::cast)
                            .toList(),
                    lines.stream()
                            .filter(Verdict.class::isInstance)
                            .map(Verdict.class::cast)
                            .reduce((first, last) -> last)
                            .orElse(null),
                    Survival.of(evaluation),
                    StepMillis.of(evaluation),
                    AgainstDocument.of(evaluation));
        }
    }

    /**
     * The document that --json prints with --task all.
     *
     * @param together over all tasks that are compared with a tuned teacher; null if fewer than two are
     */
    record AllTasksDocument(int format, List<EvaluateDocument> evaluations, List<OverTasksDocument> together) {
        static AllTasksDocument of(List<Path> evaluations, List<Status> ended) {
            return new AllTasksDocument(
                    JsonDocument.FORMAT,
                    IntStream.range(0, evaluations.size())
                            .mapToObj(i -> EvaluateDocument.of(evaluations.get(i), ended.get(i)))
                            .toList(),
                    OverTasksDocument.of(evaluations));
        }
    }

    @Override
    public Integer call() {
        options.overrides.forEach(EvaluateCommand::refuseTrainings);
        ImitatorFile.Saved saved = which.read();
        Config trained = Configs.parseWritten(saved.config(), which.origin(), List.of());
        List<Evaluation> evaluations = TaskChoice.of(task, trained.byTask().size(), which.origin()).stream()
                .map(number -> evaluation(saved, trained, number))
                .toList();
        List<Status> ended = new ArrayList<>();
        try (StopSignal signal = StopSignal.install()) {
            List<Experiment> experiments = evaluations.stream()
                    .map(one -> new Experiment(one.config, one.place, signal::requested, new Console(), events.given))
                    .toList();
            experiments.forEach(experiment -> experiment.check(fresh));
            List<TunedTeacher> tuned = new ArrayList<>(); // one per evaluation, may be null
            evaluations.forEach(one -> tuned.add(tuned(one)));
            for (int i = 0; i < experiments.size(); i++) {
                Experiment experiment = experiments.get(i);
                Status status;
                try {
                    status = experiment.evaluate(saved, fresh);
                } catch (Stop stop) {
                    return signal.exitCode();
                }
                if (status.state() == Status.State.FAILED || experiment.exitCode() != 0) {
                    System.err.println("understudy: " + status.message());
                    return experiment.exitCode();
                }
                if (tuned.get(i) != null) {
                    keep(tuned.get(i), evaluations.get(i).place);
                }
                ended.add(status);
            }
        }
        show(evaluations.stream().map(one -> one.place.path()).toList(), ended);
        return 0;
    }

    /** One evaluation of this call. @param number the number of its task, from 1 */
    private record Evaluation(Config config, RunLocation place, int number) {}

    private Evaluation evaluation(ImitatorFile.Saved saved, Config trained, int number) {
        String origin = which.origin();
        String text = trained.tasks().isEmpty()
                ? saved.config()
                : trained.byTask().get(number - 1).toYaml();
        List<String> overrides = defaults(trained);
        Config before = Configs.parseWritten(text, origin, overrides);
        overrides.addAll(fitting(before));
        Config usual = Configs.parseWritten(text, origin, overrides);
        overrides.addAll(options.overrides);
        Config config = Configs.parseWritten(text, origin, overrides);
        if (!config.imitator().network().equals(saved.imitator())) {
            throw Fault.badInput(
                    origin,
                    "was trained with other values than those of -o imitator.…",
                    "no such override",
                    "leave them out, or train another with run");
        }
        Path run = which.run != null ? which.run : options.runs.resolve("pretrained-" + which.pretrained);
        String called = EvaluationName.of(
                usual, before.evaluation().steps(), config, task == null ? "" : TaskChoice.name(number));
        boolean several = TaskChoice.ALL.equals(task);
        String named = name == null ? called : several ? name + "-" + TaskChoice.name(number) : name;
        return new Evaluation(config, RunLocation.ofEvaluation(run, named), number);
    }

    private void show(List<Path> evaluations, List<Status> ended) {
        if (json && TaskChoice.ALL.equals(task)) {
            JsonDocument.print(AllTasksDocument.of(evaluations, ended));
            return;
        }
        if (json) {
            JsonDocument.print(EvaluateDocument.of(evaluations.get(0), ended.get(0)));
            return;
        }
        ResultTable.lines(evaluations, Terminal.hasColours(), Terminal.resultWidth())
                .forEach(Terminal::printResult);
        Path report = evaluations.get(0).resolve(RunDirectory.REPORT);
        if (evaluations.size() > 1) {
            report = options.runs.resolve(RunDirectory.REPORT);
            Report.write(evaluations, report);
        }
        System.out.println("Report: " + report.toAbsolutePath().normalize());
        events.say(which.run != null ? which.run : evaluations.get(0));
    }

    /** The tuned teacher for comparison, or null for none. It is looked up before the first rollout. */
    private TunedTeacher tuned(Evaluation one) {
        if (against == null) {
            return null;
        }
        return against.equals(TUNED)
                ? TunedAnswers.find(options.runs, one.config, tuning(one))
                : TunedAnswers.read(Path.of(against), one.config);
    }

    /** The command that makes the missing tuned teacher, for a message. */
    private String tuning(Evaluation one) {
        Path resolved = one.place.path().resolve(RunDirectory.CONFIG);
        boolean ofTask = task != null && which.run != null; // the tuning of each of several tasks has a different name
        boolean evaluated = Files.exists(resolved) && !ofTask;
        if (!evaluated && which.run == null) {
            return "evaluate --pretrained " + which.pretrained + "` without --against first, then `tune " + resolved;
        }
        Path of = evaluated ? resolved : which.run.resolve(RunDirectory.CONFIG);
        String overrides = evaluated
                ? ""
                : options.overrides.stream()
                        .map(override -> " -o " + (override.matches("[\\w.=/+-]*") ? override : "'" + override + "'"))
                        .collect(Collectors.joining());
        return "tune " + of + (ofTask ? " " + TaskChoice.OPTION + " " + one.number : "") + overrides + " --horizon "
                + one.config.evaluation().steps()
                + (options.runs.equals(Path.of("runs")) ? "" : " --runs " + options.runs);
    }

    /** Writes the tuned teacher next to the evaluation, and writes the report again, which then shows it. */
    private static void keep(TunedTeacher tuned, RunLocation place) {
        try (RunDirectory directory = RunDirectory.open(place, false)) {
            directory.writeAgainst(tuned);
            Report.write(List.of(directory.path()), directory.report());
        }
    }

    /** Refuses keys of the training, which evaluate does not repeat: they would have no effect. */
    private static void refuseTrainings(String override) {
        String key = key(override);
        boolean seen = key.equals("training.sourceFaithful"); // affects the evaluated networks too
        if (key.equals("name") || key.equals("seed") || key.startsWith("training.") && !seen) {
            throw Fault.badInput(
                    "-o " + key,
                    "is a key of the training, which evaluate does not repeat",
                    "a key of evaluation, data, optimizee or teacher, or engine, device or threads",
                    key.equals("name") ? "name the evaluation with --name" : "leave it out, or train with run");
        }
    }

    private static String key(String override) {
        return override.split("=", 2)[0].strip();
    }

    /** For another number of steps: points and horizons of the config that fit it; other -o may override them. */
    private List<String> fitting(Config before) {
        return options.overrides.stream()
                .filter(override -> key(override).equals("evaluation.steps"))
                .reduce((first, last) -> last)
                .map(steps -> Configs.parse("name: steps", "-o", List.of(steps))
                        .evaluation()
                        .steps())
                .map(before.evaluation()::over)
                .map(over -> List.of(
                        "evaluation.steps=" + over.steps(),
                        "evaluation.everySteps=" + over.everySteps(),
                        "evaluation.horizons=" + over.horizons()))
                .orElse(List.of());
    }

    /** The values that differ from the training's config before the user's own -o. */
    private List<String> defaults(Config trained) {
        if (which.run == null) {
            return new ArrayList<>(List.of(
                    "data.dataset=digits", // part of the program; the user may give -o data.dataset=mnist
                    "data.from=0", // all samples, not those of its training: the digits have fewer
                    "data.to=null",
                    "data.holdOut=0",
                    "evaluation.horizons=[]",
                    "evaluation.steps=1000",
                    "evaluation.seeds=[1001, 1002, 1003]",
                    "evaluation.noUpdate=true"));
        }
        if (trained.optimizee().isExternal()) {
            // The run's copy, since the original file may be gone or changed.
            String copy = which.run.resolve(RunDirectory.OPTIMIZEE).toString();
            return new ArrayList<>(List.of("optimizee.dl4j='" + copy.replace("'", "''") + "'"));
        }
        return new ArrayList<>();
    }
}
