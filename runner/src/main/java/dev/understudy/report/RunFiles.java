package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import dev.understudy.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lies in a run directory, as far as it can be read. A run may still be going on or may have been killed, so any file
 * may be missing and any line torn; what cannot be read is left out and counted, never guessed.
 *
 * @param label name/trial, from the last two parts of the path; of an evaluation "name/trial: evaluation"
 * @param configText config.yaml as it stands, empty when there is none
 * @param config the same, parsed; missing node when it cannot be
 * @param provenance provenance.json as it stands; missing node when it cannot be parsed
 * @param session the last one in it
 * @param metrics by increasing meta-step
 * @param evaluation in the order of the file
 * @param unreadable files and lines that are there and could not be read
 */
record RunFiles(
        String label,
        String configText,
        JsonNode config,
        JsonNode provenance,
        Optional<Provenance> session,
        Optional<Status> status,
        List<MetricsLine> metrics,
        List<EvaluationLine> evaluation,
        int unreadable) {

    /**
     * @throws Fault exit 2 where there is no such directory, or a later version wrote one of its files; 3 where a file in it
     *     is not readable
     */
    static RunFiles read(Path directory) {
        Path full = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(full)) {
            throw Fault.badInput(
                    directory.toString(),
                    Files.exists(full) ? "is not a folder" : "is not there",
                    "a run directory, such as runs/quickstart/seed-1",
                    "give the folder of a trial");
        }
        LenientReader reader = new LenientReader(full);
        String configText = reader.text(RunDirectory.CONFIG);
        RunFormat.checkConfig(configText, full.resolve(RunDirectory.CONFIG).toString());
        JsonNode provenance = reader.json(RunDirectory.PROVENANCE);
        return new RunFiles(
                label(full),
                configText,
                reader.yaml(configText),
                provenance,
                reader.lastSession(provenance),
                status(reader).map(status -> status.seenIn(full)),
                increasing(reader.lines(RunDirectory.METRICS, MetricsLine.class)),
                reader.lines(RunDirectory.EVALUATION, EvaluationLine.class),
                reader.unreadable());
    }

    /** A trial's, or an evaluation's that stands beside its training. */
    private static Optional<Status> status(LenientReader reader) {
        for (String name : List.of(RunDirectory.STATUS, RunDirectory.EVALUATION_STATUS)) {
            JsonNode status = reader.json(name);
            if (!status.isMissingNode()) {
                return reader.record(status, Status.class, name);
            }
        }
        return Optional.empty();
    }

    private static String label(Path full) {
        Path parent = full.getParent();
        String trial = String.valueOf(full.getFileName());
        if (parent != null && parent.endsWith(RunDirectory.EVALUATIONS) && parent.getParent() != null) {
            return label(parent.getParent()) + ": " + trial;
        }
        return parent == null || parent.getFileName() == null ? trial : parent.getFileName() + "/" + trial;
    }

    /** A run resumed from a checkpoint may write a meta-step again: what it writes last holds. */
    private static List<MetricsLine> increasing(List<MetricsLine> lines) {
        List<MetricsLine> kept = new ArrayList<>();
        for (MetricsLine line : lines) {
            while (!kept.isEmpty() && kept.get(kept.size() - 1).metaStep() >= line.metaStep()) {
                kept.remove(kept.size() - 1);
            }
            kept.add(line);
        }
        return kept;
    }
}
