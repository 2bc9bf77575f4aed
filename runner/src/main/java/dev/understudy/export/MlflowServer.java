package dev.understudy.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A client for an MLflow tracking server and its REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html). An answer
 * is a JSON object; an error is one with {@code error_code} and {@code message}.
 */
final class MlflowServer {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";

    /** The timeouts for connecting and for an answer. */
    record Patience(Duration connect, Duration answer) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    private final URI base;
    private final Optional<String> authorization;
    private final Patience patience;
    private final HttpClient client;

    MlflowServer(MlflowAddress address, Patience patience) {
        base = address.api();
        authorization = address.authorization();
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.connect())
                // The user's credentials are for the named server only.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @return empty if the server answers that the requested object does not exist */
    Optional<JsonNode> get(String call, String key, String value) {
        String query = "?" + key + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        HttpResponse<String> answer = send(call, request(call + query).GET());
        return answer.statusCode() == 404
                        && tree(answer).path("error_code").asText().equals(ABSENT)
                ? Optional.empty()
                : Optional.of(good(call, answer));
    }

    JsonNode post(String call, JsonNode body) {
        return good(
                call,
                send(
                        call,
                        request(call)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
    }

    private HttpRequest.Builder request(String call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + call)).timeout(patience.answer());
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(String call, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw unreachable(call, "gives no answer in time", e);
        } catch (IOException e) {
            throw unreachable(call, "cannot be reached (" + reason(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(call, "gave no answer before the interruption", e);
        }
    }

    private Fault unreachable(String call, String found, Exception cause) {
        return Fault.environment(
                base + call,
                found,
                "an MLflow tracking server",
                "start it, as with `mlflow server`, or correct the address; the same command adds the missing data there",
                cause);
    }

    /** The reason of a failed connection: the exception of a refused connection has no message. */
    private static String reason(Throwable e) {
        String what = e.getClass().getSimpleName();
        return e.getMessage() == null ? what : what + ": " + Printable.brief(e.getMessage());
    }

    private JsonNode good(String call, HttpResponse<String> answer) {
        int status = answer.statusCode();
        JsonNode body = tree(answer);
        if (status / 100 == 2 && body.isObject()) {
            return body;
        }
        if (status == 401 || status == 403) {
            throw refused(
                    call,
                    status,
                    body,
                    "credentials that it accepts",
                    "set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
        }
        if (status / 100 == 3) {
            throw Fault.environment(
                    base + call,
                    "redirects to "
                            + Printable.brief(
                                    answer.headers().firstValue("Location").orElse("nowhere")),
                    "the tracking server itself",
                    "give --mlflow that address, if it is the right one");
        }
        if (!body.isObject()) {
            throw Fault.environment(
                    base + call,
                    "answers HTTP " + status + " without a JSON object",
                    "an answer of MLflow's REST API 2.0",
                    "correct the address: it is that of the tracking server, as in a browser");
        }
        throw refused(
                call,
                status,
                body,
                "an answer of MLflow's REST API 2.0",
                "correct the error that the server reports; the same command adds the missing data there");
    }

    private Fault refused(String call, int status, JsonNode body, String expected, String remedy) {
        String code = body.path("error_code").asText();
        String message = body.path("message").asText();
        return Fault.environment(
                base + call,
                "answers HTTP " + status + (code.isEmpty() ? "" : " " + Printable.brief(code))
                        + (message.isEmpty() ? "" : " (" + Printable.brief(message) + ")"),
                expected,
                remedy);
    }

    private static JsonNode tree(HttpResponse<String> answer) {
        try {
            JsonNode tree = JSON.readTree(answer.body());
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
