package dev.understudy.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exports runs to an MLflow tracking server: an experiment with the config's name, and a run in it for each directory.
 * Two tags identify a run, its label and its start. A third tag, the hash of the sent data, is sent last and marks a
 * complete export. If a run with the same hash exists, nothing is sent. Otherwise a new run is created first, and then
 * the old ones are deleted.
 */
public final class MlflowExport {
    static final String RUN = "understudy.run";
    static final String STARTED = "understudy.started";
    static final String SHA256 = "understudy.sha256";
    /**
     * Most metrics in one request: mlflow/utils/validation.py. A thousand metrics of a run take a fifth of the megabyte
     * that a request may have.
     */
    private static final int METRICS = 1000;

    private static final int PARAMS = 100;

    private final MlflowServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>(); // ids by name

    MlflowExport(MlflowServer server) {
        this.server = server;
    }

    /** An export to a server; nothing is sent yet. @throws Fault bad input if {@code uri} is not a valid address */
    public static MlflowExport to(String uri, Map<String, String> environment) {
        return new MlflowExport(new MlflowServer(MlflowAddress.of(uri, environment), MlflowServer.Patience.DEFAULT));
    }

    /**
     * The result of exporting one run.
     *
     * @param id the run's id on the server
     * @param unchanged whether the server had the same run already, so that nothing was sent
     * @param replaced the number of older runs that were deleted
     */
    public record Exported(
            String label, String experiment, String id, boolean unchanged, int replaced, int metrics, int params) {
        /** The result as a line for the user. */
        public String line() {
            return label + " in experiment " + experiment + ", run " + id
                    + (unchanged
                            ? ", is there already"
                            : ", " + metrics + " metrics, " + params + " params"
                                    + (replaced == 0 ? "" : "; its earlier version is deleted"));
        }
    }

    /**
     * @throws Fault bad input if the run is damaged; environment if the server is not reachable, or refuses a request
     */
    public Exported export(Path directory) {
        return export(MlflowRun.of(directory));
    }

    Exported export(MlflowRun run) {
        String sha256 = run.sha256();
        String experiment = experiment(run.experiment());
        List<String> earlier = new ArrayList<>();
        for (JsonNode found : earlier(experiment, run)) {
            String id = found.path("info").path("run_id").asText();
            if (tag(found, SHA256).equals(sha256)) {
                return exported(run, id, true, 0);
            }
            earlier.add(id);
        }
        String id = create(experiment, run);
        log(id, run);
        finish(id, run);
        server.post("runs/log-batch", batch(id).set("tags", MlflowRun.pairs(Map.of(SHA256, sha256))));
        earlier.forEach(old -> server.post("runs/delete", batch(old)));
        return exported(run, id, false, earlier.size());
    }

    private static Exported exported(MlflowRun run, String id, boolean unchanged, int replaced) {
        return new Exported(
                run.label(),
                run.experiment(),
                id,
                unchanged,
                replaced,
                run.metrics().size(),
                run.params().size());
    }

    private String experiment(String name) {
        return experiments.computeIfAbsent(
                name,
                absent -> server.get("experiments/get-by-name", "experiment_name", name)
                        .map(found -> active(name, found.path("experiment")))
                        .orElseGet(() -> server.post(
                                        "experiments/create",
                                        MlflowServer.JSON.createObjectNode().put("name", name))
                                .path("experiment_id")
                                .asText()));
    }

    private static String active(String name, JsonNode experiment) {
        if (experiment.path("lifecycle_stage").asText().equals("deleted")) {
            throw Fault.environment(
                    "--mlflow",
                    "has an experiment " + name + " that was deleted",
                    "one that accepts runs",
                    "restore it there, or have it removed for good with `mlflow gc`");
        }
        return experiment.path("experiment_id").asText();
    }

    private List<JsonNode> earlier(String experiment, MlflowRun run) {
        ObjectNode search = MlflowServer.JSON.createObjectNode();
        search.putArray("experiment_ids").add(experiment);
        search.put(
                "filter",
                "tags.`" + RUN + "` = '" + run.label() + "' and tags.`" + STARTED + "` = '" + run.started() + "'");
        search.put("run_view_type", "ACTIVE_ONLY").put("max_results", 100);
        List<JsonNode> found = new ArrayList<>();
        server.post("runs/search", search).path("runs").forEach(found::add);
        return found;
    }

    private static String tag(JsonNode run, String key) {
        for (JsonNode tag : run.path("data").path("tags")) {
            if (tag.path("key").asText().equals(key)) {
                return tag.path("value").asText();
            }
        }
        return "";
    }

    private String create(String experiment, MlflowRun run) {
        String name = run.label().substring(run.label().indexOf('/') + 1);
        Map<String, String> tags = new LinkedHashMap<>(run.tags());
        tags.put(RUN, run.label());
        tags.put(STARTED, run.started().toString());
        tags.put("mlflow.runName", name); // for servers before MLflow 1.30, which do not know run_name
        ObjectNode body = MlflowServer.JSON
                .createObjectNode()
                .put("experiment_id", experiment)
                .put("run_name", name)
                .put("start_time", run.started().toEpochMilli());
        body.set("tags", MlflowRun.pairs(tags));
        return server.post("runs/create", body)
                .path("run")
                .path("info")
                .path("run_id")
                .asText();
    }

    private void log(String id, MlflowRun run) {
        for (ArrayNode some : parts(MlflowRun.pairs(run.params()), PARAMS)) {
            server.post("runs/log-batch", batch(id).set("params", some));
        }
        for (ArrayNode some : parts(run.metrics(), METRICS)) {
            server.post("runs/log-batch", batch(id).set("metrics", some));
        }
    }

    private void finish(String id, MlflowRun run) {
        ObjectNode body = batch(id).put("status", run.statusWord());
        if (!run.statusWord().equals("RUNNING")) {
            body.put("end_time", run.status().updated().toEpochMilli());
        }
        server.post("runs/update", body);
    }

    private static ObjectNode batch(String id) {
        return MlflowServer.JSON.createObjectNode().put("run_id", id);
    }

    private static List<ArrayNode> parts(Iterable<? extends JsonNode> all, int most) {
        List<ArrayNode> parts = new ArrayList<>();
        for (JsonNode one : all) {
            if (parts.isEmpty() || parts.get(parts.size() - 1).size() == most) {
                parts.add(MlflowServer.JSON.createArrayNode());
            }
            parts.get(parts.size() - 1).add(one);
        }
        return parts;
    }
}
