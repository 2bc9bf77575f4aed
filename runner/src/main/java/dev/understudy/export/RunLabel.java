package dev.understudy.export;

import dev.understudy.run.RunDirectory;
import java.nio.file.Path;

/**
 * The name of a run in other programs: {@code quickstart/seed-1}, or for an evaluation
 * {@code quickstart/seed-1/evaluations/long}.
 */
final class RunLabel {
    private RunLabel() {}

    static String of(Path run) {
        Path full = run.toAbsolutePath().normalize();
        Path parent = full.getParent();
        if (parent != null && parent.endsWith(RunDirectory.EVALUATIONS) && parent.getParent() != null) {
            Path trial = parent.getParent();
            // An imitator that comes with the program has no trial: its evaluations are in NAME/evaluations.
            String above = RunDirectory.isOne(trial) ? of(trial) : String.valueOf(trial.getFileName());
            return above + "/" + RunDirectory.EVALUATIONS + "/" + full.getFileName();
        }
        return parent == null || parent.getFileName() == null
                ? String.valueOf(full.getFileName())
                : parent.getFileName() + "/" + full.getFileName();
    }
}
