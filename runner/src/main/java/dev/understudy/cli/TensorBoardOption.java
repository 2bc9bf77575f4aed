package dev.understudy.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option to write event files for TensorBoard while a run is in progress. */
final class TensorBoardOption {
    static final String NAME = "--tensorboard";

    @Option(
            names = NAME,
            description =
                    "Writes event files for TensorBoard as well, in RUN/tensorboard, see docs/tensorboard-mlflow.md. A run that has such files"
                            + " continues them without this option.")
    boolean given;

    /** Prints the command that shows the event files. @param below the folder of the runs */
    void say(Path below) {
        if (given) {
            System.out.println("TensorBoard: tensorboard --logdir " + below);
        }
    }
}
