package dev.understudy.export;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine.Verdict;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a run's logs into event files, one per series. The training's file, of the series {@code ""}, has the config
 * and the verdict as texts. Each rollout of the evaluation is a separate series, so that the imitator's loss and the
 * teacher's are two curves in one chart.
 */
final class RunEvents {
    private final RunFigures figures;
    private final String config;
    private final Set<String> begun = new HashSet<>();

    private RunEvents(RunFigures figures, String config) {
        this.figures = figures;
        this.config = config;
    }

    /** The events of a run, before its first log line. */
    static RunEvents of(Path run) {
        return new RunEvents(new RunFigures(RunFigures.start(run)), config(run));
    }

    /** The text of the run's config; empty if it has none. */
    static String config(Path run) {
        Path file = run.resolve(RunDirectory.CONFIG);
        try {
            String text = Files.readString(file);
            RunFormat.checkConfig(text, file.toString());
            return RunFormat.withoutComment(text);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw Fault.environment(
                    file.toString(),
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "a file that this user may read",
                    "check its rights",
                    e);
        }
    }

    /** The events of all present log lines, by series; {@link #next} continues after them. */
    Map<String, byte[]> logged(Path run) {
        Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
        files.computeIfAbsent("", all -> new ByteArrayOutputStream()).writeBytes(beginning(""));
        for (Record line : RunFigures.lines(run)) {
            next(line)
                    .forEach((series, bytes) -> files.computeIfAbsent(series, all -> new ByteArrayOutputStream())
                            .writeBytes(bytes));
        }
        Map<String, byte[]> whole = new LinkedHashMap<>();
        files.forEach((series, bytes) -> whole.put(series, bytes.toByteArray()));
        return whole;
    }

    /** The events of one more log line, by series. */
    Map<String, byte[]> next(Record line) {
        Map<String, ByteArrayOutputStream> added = new LinkedHashMap<>();
        for (StepFigures one : figures.of(line)) {
            ByteArrayOutputStream file = added.computeIfAbsent(one.rollout(), all -> new ByteArrayOutputStream());
            file.writeBytes(beginning(one.rollout()));
            file.writeBytes(Event.scalars(one.epochSeconds(), one.step(), one.values()));
            if (line instanceof Verdict verdict) {
                file.writeBytes(Event.text(
                        one.epochSeconds(), "verdict", "**" + verdict.verdict() + "**: " + verdict.reason()));
            }
        }
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        added.forEach((series, all) -> bytes.put(series, all.toByteArray()));
        return bytes;
    }

    /** The first records of a series, when it is called for the first time; otherwise empty. */
    private byte[] beginning(String series) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (begun.add(series)) {
            out.writeBytes(Event.version(figures.epochSeconds()));
            if (series.isEmpty() && !config.isEmpty()) {
                out.writeBytes(Event.text(figures.epochSeconds(), "config", asCode(config)));
            }
        }
        return out.toByteArray();
    }

    /** The text indented, which Markdown displays unchanged. */
    private static String asCode(String text) {
        return text.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    }
}
