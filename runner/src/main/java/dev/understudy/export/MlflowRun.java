package dev.understudy.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine.Verdict;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Tags;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run in MLflow's form, ready to be sent.
 *
 * @param experiment the config's name
 * @param label see {@link RunLabel}
 * @param status null if the run has no status
 * @param params the config, by its dotted keys
 * @param metrics one object each, in the order of the logs
 */
record MlflowRun(
        String experiment,
        String label,
        Instant started,
        Status status,
        Map<String, String> tags,
        Map<String, String> params,
        List<ObjectNode> metrics) {
    /**
     * Most characters of a value: servers since MLflow 1.28 accept this; since 2.8 they accept 6,000 (mlflow pull
     * requests 6358 and 9709).
     */
    static final int LONGEST_PARAM = 500;

    static MlflowRun of(Path run) {
        String text = RunEvents.config(run);
        if (text.isBlank()) {
            throw Fault.badInput(
                    run.resolve(RunDirectory.CONFIG).toString(),
                    "is not there",
                    "the run's resolved config",
                    "leave this run out");
        }
        Config config =
                Configs.parseWritten(text, run.resolve(RunDirectory.CONFIG).toString(), List.of());
        Instant started = RunFigures.start(run);
        Status status = RunFigures.status(run).map(said -> said.seenIn(run)).orElse(null);
        List<Record> lines = RunFigures.lines(run);
        return new MlflowRun(
                config.name(),
                RunLabel.of(run).replace('\'', '_'), // a quote would end the string in the filter of the search
                started,
                status,
                tags(run, status, lines),
                params(config),
                metrics(new RunFigures(started), lines));
    }

    private static Map<String, String> params(Config config) {
        Map<String, String> params = new LinkedHashMap<>();
        config.settings()
                .forEach((key, value) -> params.put(
                        key, value.length() <= LONGEST_PARAM ? value : value.substring(0, LONGEST_PARAM - 1) + "…"));
        return params;
    }

    /** Tags for MLflow's own columns, the run's provenance, state and verdict, and the user's tags. */
    private static Map<String, String> tags(Path run, Status status, List<Record> lines) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.source.name", "understudy");
        tags.put("mlflow.source.type", "LOCAL");
        Optional<Provenance> session = Provenance.lastSession(run.resolve(RunDirectory.PROVENANCE));
        session.ifPresent(last -> {
            tags.put("understudy.version", last.version());
            tags.put("understudy.engine", last.computed().engine());
            tags.put("understudy.device", last.computed().device());
            tags.put("understudy.data", last.data().name());
            tags.put("understudy.dataSha256", last.data().sha256());
            tags.put("mlflow.source.git.commit", last.commit());
        });
        if (status != null) {
            tags.put("understudy.state", status.state().name());
            tags.put("understudy.message", status.message());
        }
        lines.stream()
                .filter(Verdict.class::isInstance)
                .map(Verdict.class::cast)
                .forEach(verdict -> tags.put("understudy.verdict", verdict.verdict() + ": " + verdict.reason()));
        tags.put("understudy.tags", String.join(" ", Tags.of(run).tags()));
        tags.values().removeIf(value -> value == null || value.isEmpty());
        tags.replaceAll((key, value) -> value.length() <= LONGEST_PARAM ? value : value.substring(0, LONGEST_PARAM));
        return tags;
    }

    private static List<ObjectNode> metrics(RunFigures figures, List<Record> lines) {
        List<ObjectNode> metrics = new ArrayList<>();
        for (Record line : lines) {
            for (StepFigures one : figures.of(line)) {
                one.values().forEach((name, value) -> {
                    // These are 18 figures per rollout, and MLflow draws a chart for each name.
                    if (!name.startsWith("state/")) {
                        metrics.add(MlflowServer.JSON
                                .createObjectNode()
                                .put("key", one.rollout().isEmpty() ? name : name + "/" + one.rollout())
                                .put("value", value)
                                .put("timestamp", Math.round(one.epochSeconds() * 1000))
                                .put("step", one.step()));
                    }
                });
            }
        }
        return metrics;
    }

    /** The status in MLflow's terms. A run that diverged counts as finished, because it has a result. */
    String statusWord() {
        return status == null
                ? "RUNNING"
                : switch (status.state()) {
                    case DONE, DIVERGED -> "FINISHED";
                    case FAILED -> "FAILED";
                    case INTERRUPTED -> "KILLED";
                    case RUNNING -> "RUNNING";
                };
    }

    /** Hash of all data that is sent; equal if nothing has changed. */
    String sha256() {
        return Provenance.sha256(String.join(
                "\n",
                experiment,
                label,
                started.toString(),
                statusWord(),
                status == null ? "" : status.updated().toString(),
                pairs(tags).toString(),
                pairs(params).toString(),
                metrics.toString()));
    }

    /** Pairs of key and value, the form of MLflow's tags and params. */
    static ArrayNode pairs(Map<String, String> values) {
        ArrayNode pairs = MlflowServer.JSON.createArrayNode();
        values.forEach((key, value) -> pairs.addObject().put("key", key).put("value", value));
        return pairs;
    }
}
