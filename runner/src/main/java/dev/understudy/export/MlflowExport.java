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
 * Runs on a tracking server of MLflow: an experiment of the config's name, a run in it for each directory. A run is known again by two tags, its
 * label and when it began. It is whole when it has a third, the hash of what was sent, which comes last; one that has the same hash is left as
 * it is, and any other is replaced: the new one is made first, and then the old one is deleted.
 */
public final class MlflowExport {
    static final String RUN = "understudy.run";
    static final String STARTED = "understudy.started";
    static final String SHA256 = "understudy.sha256";
    /** Most in one request: mlflow/utils/validation.py. A thousand metrics of ours are a fifth of the megabyte that it may have. */
    private static final int METRICS = 1000;

    private static final int PARAMS = 100;

    private final MlflowServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>(); // ids by name

    MlflowExport(MlflowServer server) {
        this.server = server;
    }

    /** Nothing is sent yet. @throws Fault bad input where it is no address */
    public static MlflowExport to(String uri, Map<String, String> environment) {
        return new MlflowExport(new MlflowServer(MlflowAddress.of(uri, environment), MlflowServer.Patience.DEFAULT));
    }

    /**
     * What came of one run.
     *
     * @param id of the run there
     * @param unchanged whether it was there already, and nothing was sent
     * @param replaced how many of before were deleted
     */
    public record Exported(
            String label, String experiment, String id, boolean unchanged, int replaced, int metrics, int params) {
        /** For a person. */
        public String line() {
            return label + " in experiment " + experiment + ", run " + id
                    + (unchanged
                            ? ", is there already"
                            : ", " + metrics + " metrics, " + params + " params"
                                    + (replaced == 0 ? "" : "; the one of before is deleted"));
        }
    }

    /** @throws Fault bad input where the run is damaged; environment where the server is not there, or refuses it */
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
                    "one that takes runs",
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
        tags.put("mlflow.runName", name); // where run_name is not known yet, before MLflow 1.30
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
