package dev.understudy.cli;

import dev.understudy.export.MlflowExport;
import dev.understudy.export.TensorBoardExport;
import dev.understudy.fault.Fault;
import dev.understudy.run.AtomicFile;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code export}: an imitator as a file, or the logs of runs for TensorBoard or MLflow. */
@Command(
        name = "export",
        customSynopsis = {
            "understudy export RUN [--to FILE]",
            "       understudy export --pretrained NAME [--to FILE]",
            "       understudy export --tensorboard RUN… [--to FOLDER]",
            "       understudy export --mlflow URI RUN…"
        },
        description = {
            "Writes a trial's imitator as safetensors, which python/understudy.py reads in PyTorch.",
            "Or exports the logs of runs to TensorBoard or to MLflow, see docs/tensorboard-mlflow.md."
        })
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN",
            description =
                    "A trial's directory, such as runs/quickstart/seed-1; with --tensorboard and --mlflow several, or folders above them.")
    private List<Path> runs = List.of();

    @ArgGroup
    private Other other = new Other();

    /** The exports other than that of a trial's imitator. */
    private static final class Other {
        @Option(
                names = "--pretrained",
                paramLabel = "NAME",
                completionCandidates = Which.Shipped.class,
                description = "An imitator that comes with the program: ${COMPLETION-CANDIDATES}.")
        private String pretrained;

        @Option(
                names = TensorBoardOption.NAME,
                description = "Event files of the runs and of their evaluations, for TensorBoard.")
        private boolean tensorBoard;

        @Option(
                names = "--mlflow",
                paramLabel = "URI",
                description = "Runs on an MLflow tracking server: http://HOST:PORT. MLFLOW_TRACKING_TOKEN, or"
                        + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, are sent along.")
        private String mlflow;
    }

    @Option(
            names = "--to",
            paramLabel = "FILE|FOLDER",
            description =
                    "The file or folder to write (default: the file imitator.safetensors; with --tensorboard the folder tensorboard, with a folder for each run in it).")
    private Path to;

    @Override
    public Integer call() {
        if (other.tensorBoard) {
            tensorBoard();
        } else if (other.mlflow != null) {
            mlflow();
        } else {
            imitator();
        }
        return 0;
    }

    private void imitator() {
        Path file = to == null ? Path.of("imitator.safetensors") : to;
        ImitatorFile.Saved saved = which().read();
        AtomicFile.makeFolderOf(file);
        ImitatorFile.write(file, saved);
        System.out.println("Imitator: " + file.toAbsolutePath().normalize());
    }

    private Which which() {
        int named = runs.size() + (other.pretrained == null ? 0 : 1);
        if (named != 1) {
            throw Fault.badInput(
                    "export",
                    named == 0 ? "names no imitator" : "names " + named + " imitators",
                    "one: a trial's directory, or --pretrained NAME",
                    named == 0
                            ? "name it, as in: export runs/quickstart/seed-1"
                            : "export them one by one, or give their logs to --tensorboard or --mlflow");
        }
        Which which = new Which();
        which.run = other.pretrained == null ? runs.get(0) : null;
        which.pretrained = other.pretrained;
        return which;
    }

    private void tensorBoard() {
        Path folder = to == null ? Path.of("tensorboard") : to;
        List<Path> exported = TensorBoardExport.write(withEvaluations(TensorBoardOption.NAME), folder);
        exported.forEach(one -> System.out.println("Events: " + one));
        System.out.println("TensorBoard: tensorboard --logdir " + folder);
    }

    private void mlflow() {
        if (to != null) {
            throw Fault.badInput(
                    "--to " + to,
                    "is given together with --mlflow",
                    "one of the two: MLflow has no file",
                    "leave it out");
        }
        MlflowExport server = MlflowExport.to(other.mlflow, System.getenv());
        for (Path run : withEvaluations("--mlflow")) {
            System.out.println("MLflow: " + server.export(run).line());
        }
    }

    /** The given runs, each followed by its evaluations. */
    private List<Path> withEvaluations(String option) {
        if (runs.isEmpty()) {
            throw Fault.badInput(
                    "export " + option,
                    "names no run",
                    "trials' directories or folders above them",
                    "name them, as in: export " + option
                            + (other.mlflow == null ? " runs" : " " + other.mlflow + " runs"));
        }
        List<Path> all = new ArrayList<>();
        for (Path run : RunsBelow.withEvaluations(runs)) {
            all.add(run);
            all.addAll(RunDirectory.evaluations(run));
        }
        return all.stream().distinct().toList();
    }
}
