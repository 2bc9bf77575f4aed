package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.TrainedImitator;
import java.nio.file.Path;
import java.util.ArrayList;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that select an imitator: that of a trial, or one that comes with the program. */
final class Which {
    @Parameters(paramLabel = "RUN", description = "A trial's directory, such as runs/quickstart/seed-1.")
    Path run;

    @Option(
            names = "--pretrained",
            paramLabel = "NAME",
            completionCandidates = Shipped.class,
            description = "An imitator that comes with the program: ${COMPLETION-CANDIDATES}.")
    String pretrained;

    static final class Shipped extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Shipped() {
            super(ImitatorFile.PRETRAINED);
        }
    }

    /** The imitator's name in messages. */
    String origin() {
        return run != null ? run.toString() : pretrained;
    }

    /** @throws Fault bad input if there is none; if the folder holds several trials, the message names them */
    ImitatorFile.Saved read() {
        if (run == null) {
            return ImitatorFile.pretrained(pretrained);
        }
        return ImitatorFile.read(TrainedImitator.of(run));
    }
}
