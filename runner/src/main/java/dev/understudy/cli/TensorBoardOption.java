package dev.understudy.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether a run's logs are kept for TensorBoard as well while it is at work. */
final class TensorBoardOption {
    static final String NAME = "--tensorboard";

    @Option(
            names = NAME,
            description =
                    "Writes event files for TensorBoard as well, in RUN/tensorboard, see docs/tensorboard-mlflow.md. A run that has them"
                            + " goes on with them without this option.")
    boolean given;

    /** How they are looked at. @param below folder that the runs are in */
    void say(Path below) {
        if (given) {
            System.out.println("TensorBoard: tensorboard --logdir " + below);
        }
    }
}
