package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tracking server that answers as MLflow does (mlflow/protos/service.proto) and checks every request as MLflow does: method, path, keys, and the limits of
 * mlflow/utils/validation.py. An error in a request is answered and kept.
 */
public final class LoopbackMlflow implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[/\\w.\\- ]{1,250}");
    private static final Pattern FILTER =
            Pattern.compile("tags\\.`([\\w.]+)` = '([^']*)' and tags\\.`([\\w.]+)` = '([^']*)'");

    private final HttpServer server;
    /** Method and path of each request. */
    public final List<String> calls = new ArrayList<>();

    public final List<String> wrong = new ArrayList<>();
    /** By id, as a search gives them. */
    public final Map<String, ObjectNode> runs = new LinkedHashMap<>();

    private final Map<String, String> experiments = new LinkedHashMap<>(); // ids by name
    private String authorization;
    private String failing = "none";

    /** An error as MLflow answers it. */
    private static final class ErrorAnswer extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        ErrorAnswer(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    public LoopbackMlflow() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on each request must have this header. */
    void require(String header) {
        authorization = header;
    }

    /** From now on this call fails. */
    void fail(String call) {
        failing = call;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        JsonNode body;
        try {
            body = answer(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestBody().readAllBytes());
        } catch (ErrorAnswer refused) {
            status = refused.status;
            body = JSON.createObjectNode().put("error_code", refused.code).put("message", refused.getMessage());
            if (refused.code.equals("INVALID_PARAMETER_VALUE")) {
                wrong.add(refused.getMessage());
            }
        } catch (RuntimeException e) {
            status = 500;
            body = JSON.createObjectNode();
            wrong.add(e.toString());
        }
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private JsonNode answer(String method, String path, String query, String type, String auth, byte[] body)
            throws ErrorAnswer, IOException {
        calls.add(method + " " + path);
        if (authorization != null && !authorization.equals(auth)) {
            throw new ErrorAnswer(401, "UNAUTHENTICATED", "You are not authenticated.");
        }
        check(path.startsWith("/api/2.0/mlflow/"), path);
        String call = path.substring("/api/2.0/mlflow/".length());
        if (call.equals(failing)) {
            throw new ErrorAnswer(500, "INTERNAL_ERROR", "the disk\nis full");
        }
        if (call.equals("experiments/get-by-name")) {
            check(method.equals("GET") && body.length == 0, "a get has no body");
            return experiment(query);
        }
        check(method.equals("POST") && "application/json".equals(type), method + " " + type);
        check(body.length <= 1_000_000, body.length + " bytes");
        JsonNode json = JSON.readTree(body);
        return switch (call) {
            case "experiments/create" -> {
                keys(json, "name");
                check(experiments.putIfAbsent(json.path("name").asText(), "e" + experiments.size()) == null, "twice");
                yield JSON.createObjectNode()
                        .put("experiment_id", experiments.get(json.path("name").asText()));
            }
            case "runs/search" -> search(json);
            case "runs/create" -> create(json);
            case "runs/log-batch" -> log(json);
            case "runs/update" -> update(json);
            case "runs/delete" -> {
                keys(json, "run_id");
                info(run(json)).put("lifecycle_stage", "deleted");
                yield JSON.createObjectNode();
            }
            default -> throw new ErrorAnswer(404, "ENDPOINT_NOT_FOUND", call);
        };
    }

    private JsonNode experiment(String query) throws ErrorAnswer {
        check(query.startsWith("experiment_name="), query);
        String name = URLDecoder.decode(query.substring("experiment_name=".length()), StandardCharsets.UTF_8);
        if (!experiments.containsKey(name)) {
            throw new ErrorAnswer(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '" + name + "'");
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("experiment")
                .put("experiment_id", experiments.get(name))
                .put("name", name)
                .put("lifecycle_stage", name.equals("deleted") ? "deleted" : "active");
        return answer;
    }

    /** An experiment that was deleted there, marked by its name. */
    void haveDeleted() {
        experiments.put("deleted", "e-deleted");
    }

    private JsonNode search(JsonNode json) throws ErrorAnswer {
        keys(json, "experiment_ids", "filter", "run_view_type", "max_results");
        check(json.path("run_view_type").asText().equals("ACTIVE_ONLY"), "run_view_type");
        Matcher filter = FILTER.matcher(json.path("filter").asText());
        check(filter.matches(), json.path("filter").asText());
        ArrayNode found = JSON.createArrayNode();
        for (ObjectNode run : runs.values()) {
            boolean fits = info(run).path("lifecycle_stage").asText().equals("active")
                    && info(run)
                            .path("experiment_id")
                            .equals(json.path("experiment_ids").path(0))
                    && filter.group(2).equals(values(run, "tags").get(filter.group(1)))
                    && filter.group(4).equals(values(run, "tags").get(filter.group(3)));
            if (fits) {
                found.add(run);
            }
        }
        ObjectNode answer = JSON.createObjectNode();
        if (!found.isEmpty()) { // MLflow leaves empty lists out
            answer.set("runs", found);
        }
        return answer;
    }

    private JsonNode create(JsonNode json) throws ErrorAnswer {
        keys(json, "experiment_id", "run_name", "start_time", "tags");
        check(experiments.containsValue(json.path("experiment_id").asText()), "experiment");
        check(json.path("start_time").isIntegralNumber(), "start_time");
        String id = "r" + runs.size();
        ObjectNode run = JSON.createObjectNode();
        run.putObject("info")
                .put("run_id", id)
                .put("experiment_id", json.path("experiment_id").asText())
                .put("run_name", json.path("run_name").asText())
                .put("start_time", json.path("start_time").asLong())
                .put("status", "RUNNING")
                .put("lifecycle_stage", "active");
        ObjectNode data = run.putObject("data");
        for (String list : List.of("tags", "params", "metrics")) {
            data.putArray(list);
        }
        add(run, "tags", json.path("tags"), 5000);
        runs.put(id, run);
        ObjectNode answer = JSON.createObjectNode();
        answer.set("run", run);
        return answer;
    }

    private JsonNode log(JsonNode json) throws ErrorAnswer {
        check(json.path("metrics").size() <= 1000, json.path("metrics").size() + " metrics");
        check(json.path("params").size() <= 100, json.path("params").size() + " params");
        check(json.path("tags").size() <= 100, json.path("tags").size() + " tags");
        check(
                json.path("metrics").size()
                                + json.path("params").size()
                                + json.path("tags").size()
                        > 0,
                "noUpdate");
        ObjectNode run = run(json);
        for (JsonNode metric : json.path("metrics")) {
            keys(metric, "key", "value", "timestamp", "step");
            check(NAME.matcher(metric.path("key").asText()).matches(), metric.toString());
            check(metric.path("value").isNumber() && metric.path("timestamp").asLong() >= 0, metric.toString());
            check(
                    metric.path("timestamp").isIntegralNumber()
                            && metric.path("step").isIntegralNumber(),
                    "step");
            ((ArrayNode) run.path("data").path("metrics")).add(metric);
        }
        add(run, "params", json.path("params"), 500);
        add(run, "tags", json.path("tags"), 5000);
        return JSON.createObjectNode();
    }

    private void add(ObjectNode run, String list, JsonNode pairs, int longest) throws ErrorAnswer {
        for (JsonNode pair : pairs) {
            keys(pair, "key", "value");
            check(NAME.matcher(pair.path("key").asText()).matches(), pair.toString());
            check(pair.path("value").isTextual() && pair.path("value").asText().length() <= longest, pair.toString());
            check(!values(run, list).containsKey(pair.path("key").asText()), "twice: " + pair);
            ((ArrayNode) run.path("data").path(list)).add(pair);
        }
    }

    private JsonNode update(JsonNode json) throws ErrorAnswer {
        ObjectNode run = run(json);
        check(
                List.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")
                        .contains(json.path("status").asText()),
                json.toString());
        info(run).put("status", json.path("status").asText());
        if (json.has("end_time")) {
            info(run).put("end_time", json.path("end_time").asLong());
        }
        return JSON.createObjectNode();
    }

    private ObjectNode run(JsonNode json) throws ErrorAnswer {
        ObjectNode run = runs.get(json.path("run_id").asText());
        if (run == null) {
            throw new ErrorAnswer(404, "RESOURCE_DOES_NOT_EXIST", "Run not found");
        }
        return run;
    }

    static ObjectNode info(ObjectNode run) {
        return (ObjectNode) run.path("info");
    }

    /** Tags or params of a run. */
    static Map<String, String> values(ObjectNode run, String list) {
        Map<String, String> values = new LinkedHashMap<>();
        run.path("data")
                .path(list)
                .forEach(pair ->
                        values.put(pair.path("key").asText(), pair.path("value").asText()));
        return values;
    }

    /** Those that were not deleted. */
    List<ObjectNode> active() {
        return runs.values().stream()
                .filter(run -> info(run).path("lifecycle_stage").asText().equals("active"))
                .toList();
    }

    private static void keys(JsonNode json, String... expected) throws ErrorAnswer {
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        check(keys.equals(List.of(expected)), keys + " are not " + List.of(expected));
    }

    private static void check(boolean fine, String what) throws ErrorAnswer {
        if (!fine) {
            throw new ErrorAnswer(400, "INVALID_PARAMETER_VALUE", what);
        }
    }

    /** Ends it, and reports whether all requests were correct. */
    @Override
    public void close() {
        server.stop(0);
        assertThat(wrong).isEmpty();
    }
}
