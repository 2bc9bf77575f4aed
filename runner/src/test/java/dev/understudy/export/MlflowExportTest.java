package dev.understudy.export;

import static dev.understudy.export.LoopbackMlflow.info;
import static dev.understudy.export.LoopbackMlflow.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.export.MlflowExport.Exported;
import dev.understudy.fault.Fault;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on a tracking server, which checks each request as MLflow does. */
class MlflowExportTest {
    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void aRunThatIsDone() {
        run = LoggedRun.of(folder, "a", "seed-1");
    }

    private static MlflowExport to(LoopbackMlflow server) {
        return MlflowExport.to(server.uri(), Map.of());
    }

    private static List<String> metrics(ObjectNode run, String key) {
        List<String> found = new ArrayList<>();
        for (JsonNode metric : run.path("data").path("metrics")) {
            if (metric.path("key").asText().equals(key)) {
                found.add(metric.path("step").asLong() + " "
                        + metric.path("value").asDouble() + " at "
                        + metric.path("timestamp").asLong());
            }
        }
        return found;
    }

    private static void fails(int code, String words, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(code))
                .hasMessageContaining(words)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aRunIsThereWithItsConfigItsNumbersAndItsEnd() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            Exported exported = to(server).export(run);

            ObjectNode there = server.runs.get(exported.id());
            assertThat(info(there).path("run_name").asText()).isEqualTo("seed-1");
            assertThat(info(there).path("status").asText()).isEqualTo("FINISHED");
            assertThat(info(there).path("start_time").asLong()).isEqualTo(1735689600000L);
            assertThat(info(there).path("end_time").asLong()).isEqualTo(1735689700000L);
            assertThat(values(there, "params"))
                    .hasSize(exported.params())
                    .containsEntry("name", "a")
                    .containsEntry("teacher", "sgd")
                    .containsEntry("teacher.sgd.learningRate", "0.01")
                    .containsEntry("evaluation.seeds", "1001, 1002, 1003");
            assertThat(metrics(there, "training/imitationLoss"))
                    .containsExactly("10 0.5 at 1735689602500", "20 0.25 at 1735689605000");
            assertThat(metrics(there, "validation/loss")).containsExactly("15 0.75 at 1735689605000");
            assertThat(metrics(there, "evaluation/testLoss/imitator-7")).containsExactly("5 0.9 at 1735689605000");
            assertThat(metrics(there, "result/meanLoss/teacher-7")).containsExactly("9 0.6 at 1735689605000");
            assertThat(metrics(there, "state/theta.mean/teacher-7")).isEmpty();
            assertThat(there.path("data").path("metrics")).hasSize(exported.metrics());
            assertThat(values(there, "tags"))
                    .containsEntry("mlflow.runName", "seed-1")
                    .containsEntry("mlflow.source.name", "understudy")
                    .containsEntry("understudy.state", "DONE")
                    .containsEntry("understudy.verdict", "imitates: because it does")
                    .containsEntry(MlflowExport.RUN, "a/seed-1")
                    .containsKey(MlflowExport.SHA256)
                    .doesNotContainKey("understudy.tags");
            assertThat(exported.line())
                    .isEqualTo("a/seed-1 in experiment a, run r0, " + exported.metrics() + " metrics, "
                            + exported.params() + " params");
        }
    }

    @Test
    void trialsOfOneRunShareItsExperimentWhichIsAskedForOnce() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            MlflowExport export = to(server);
            export.export(run);
            export.export(LoggedRun.of(folder, "a", "seed-2"));

            assertThat(server.active())
                    .extracting(one -> info(one).path("experiment_id").asText())
                    .containsExactly("e0", "e0");
            assertThat(server.calls)
                    .filteredOn(call -> call.contains("experiments"))
                    .containsExactly(
                            "GET /api/2.0/mlflow/experiments/get-by-name", "POST /api/2.0/mlflow/experiments/create");
        }
    }

    @Test
    void whatIsThereUnchangedIsNotSentAgain() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            Exported first = to(server).export(run);
            server.calls.clear();

            Exported again = to(server).export(run);

            assertThat(again.unchanged()).isTrue();
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.line()).endsWith("run r0, is there already");
            assertThat(server.calls)
                    .containsExactly("GET /api/2.0/mlflow/experiments/get-by-name", "POST /api/2.0/mlflow/runs/search");
        }
    }

    @Test
    void whatHasChangedTakesThePlaceOfTheOneOfBefore() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            to(server).export(run);
            try (JsonLines log = JsonLines.open(run.resolve(RunDirectory.METRICS))) {
                log.append(LoggedRun.metrics(30, 0.125));
            }

            Exported again = to(server).export(run);

            assertThat(again.unchanged()).isFalse();
            assertThat(again.replaced()).isEqualTo(1);
            assertThat(again.line()).endsWith("; its earlier version is deleted");
            assertThat(server.active()).hasSize(1);
            assertThat(metrics(server.active().get(0), "training/imitationLoss"))
                    .hasSize(3);
        }
    }

    @Test
    void aRunOfTheSameNameThatBeganAtAnotherTimeIsAnother() throws IOException {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            to(server).export(run);
            Path status = run.resolve(RunDirectory.STATUS);
            Files.writeString(status, Files.readString(status).replace("2025-01-01T00:00:00Z", "2025-01-01T00:00:01Z"));

            assertThat(to(server).export(run).replaced()).isZero();
            assertThat(server.active()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs/log-batch", "runs/update"})
    void whatBrokeOffIsMadeGoodByTheNextCall(String failing) {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            server.fail(failing);
            fails(
                    3,
                    failing + " answers HTTP 500 INTERNAL_ERROR (the disk\\nis full)",
                    () -> to(server).export(run));
            assertThat(server.active()).hasSize(1);

            server.fail("none");
            Exported whole = to(server).export(run);

            assertThat(whole.replaced()).isEqualTo(1);
            assertThat(server.active())
                    .singleElement()
                    .satisfies(
                            one -> assertThat(info(one).path("status").asText()).isEqualTo("FINISHED"));
            assertThat(to(server).export(run).unchanged()).isTrue();
        }
    }

    @Test
    void manyMetricsAndLongParamsKeepTheLimitsOfTheServer() throws IOException {
        String seeds = IntStream.range(1000, 1300).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        Files.writeString(run.resolve(RunDirectory.CONFIG), "name: a\nevaluation: {seeds: [" + seeds + "]}\n");
        try (JsonLines log = JsonLines.open(run.resolve(RunDirectory.METRICS))) {
            for (int step = 30; step <= 6000; step += 10) {
                log.append(LoggedRun.metrics(step, 1));
            }
        }
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            Exported exported = to(server).export(run);

            assertThat(exported.metrics()).isGreaterThan(3000);
            ObjectNode there = server.active().get(0);
            assertThat(metrics(there, "training/imitationLoss")).hasSize(600);
            assertThat(values(there, "params").get("evaluation.seeds"))
                    .hasSize(500)
                    .endsWith("…");
        }
    }

    @Test
    void moreParamsThanARequestMayHaveAreSentInParts() {
        MlflowRun small = MlflowRun.of(run);
        Map<String, String> many =
                IntStream.range(0, 250).boxed().collect(Collectors.toMap(i -> "key." + i, i -> "" + i));
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            to(server)
                    .export(new MlflowRun(
                            small.experiment(),
                            small.label(),
                            small.started(),
                            small.status(),
                            small.tags(),
                            many,
                            small.metrics()));

            assertThat(values(server.active().get(0), "params")).isEqualTo(many);
        }
    }

    @ParameterizedTest
    @CsvSource({"DONE, FINISHED", "DIVERGED, FINISHED", "FAILED, FAILED", "INTERRUPTED, KILLED", "RUNNING, KILLED"})
    void aStateHasItsWord(String state, String word) throws IOException {
        Path status = run.resolve(RunDirectory.STATUS);
        Files.writeString(status, Files.readString(status).replace("DONE", state));

        assertThat(MlflowRun.of(run).statusWord()).isEqualTo(word); // no process holds the one that runs
    }

    @Test
    void aRunThatIsAtWorkHasNoEndYet() throws IOException {
        Path status = run.resolve(RunDirectory.STATUS);
        Files.writeString(status, Files.readString(status).replace("DONE", "RUNNING"));
        try (LoopbackMlflow server = new LoopbackMlflow();
                RunDirectory held = RunDirectory.open(folder, "a", "seed-1", false)) {
            to(server).export(held.path());

            assertThat(info(server.active().get(0)).path("status").asText()).isEqualTo("RUNNING");
            assertThat(info(server.active().get(0)).has("end_time")).isFalse();
        }
    }

    @Test
    void aTokenOrANameIsSentAlongAndNeverSaid() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            server.require("Bearer abc");
            assertThat(MlflowExport.to(server.uri(), Map.of("MLFLOW_TRACKING_TOKEN", "abc"))
                            .export(run)
                            .unchanged())
                    .isFalse();
            server.require("Basic dXM6cHc="); // us:pw
            Map<String, String> both = Map.of(
                    "MLFLOW_TRACKING_USERNAME", "us", "MLFLOW_TRACKING_PASSWORD", "pw", "MLFLOW_TRACKING_TOKEN", "x");
            assertThat(MlflowExport.to(server.uri(), both).export(run).unchanged())
                    .isTrue();

            fails(
                    3,
                    "answers HTTP 401 UNAUTHENTICATED",
                    () -> MlflowExport.to(server.uri(), Map.of("MLFLOW_TRACKING_TOKEN", "secret"))
                            .export(run));
            assertThatThrownBy(() -> MlflowExport.to(server.uri(), Map.of("MLFLOW_TRACKING_TOKEN", "secret"))
                            .export(run))
                    .message()
                    .contains("MLFLOW_TRACKING_TOKEN")
                    .doesNotContain("secret");
        }
        fails(
                2,
                "MLFLOW_TRACKING_TOKEN has characters that a header cannot have",
                () -> MlflowExport.to("http://a", Map.of("MLFLOW_TRACKING_TOKEN", "a\nb")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:5000",
                "ftp://a",
                "http://",
                "file:///mlruns",
                "http://a?b=c",
                "http://a b",
                "http:/a"
            })
    void whatIsNoAddressIsRefused(String uri) {
        fails(
                2,
                "--mlflow is \"" + uri + "\"; expected the address of a tracking server, http://HOST:PORT",
                () -> MlflowExport.to(uri, Map.of()));
    }

    @Test
    void aPasswordInTheAddressIsRefusedWithoutSayingIt() {
        fails(2, "--mlflow has a user in it; ", () -> MlflowExport.to("http://me:secret@host", Map.of()));
        assertThatThrownBy(() -> MlflowExport.to("http://me:secret@host", Map.of()))
                .message()
                .doesNotContain("secret");
    }

    @Test
    void anAddressMayHaveAPathAndASlashAtItsEnd() {
        assertThat(MlflowAddress.of("https://host/mlflow//", Map.of()).api())
                .hasToString("https://host/mlflow/api/2.0/mlflow/");
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        String uri = "http://127.0.0.1:" + free;
        fails(
                3,
                uri + "/api/2.0/mlflow/experiments/get-by-name cannot be reached (ConnectException",
                () -> MlflowExport.to(uri, Map.of()).export(run));
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MlflowServer server = new MlflowServer(
                    MlflowAddress.of("http://127.0.0.1:" + silent.getLocalPort(), Map.of()),
                    new MlflowServer.Patience(Duration.ofSeconds(5), Duration.ofMillis(200)));
            fails(
                    3,
                    "gives no answer in time; expected an MLflow tracking server",
                    () -> new MlflowExport(server).export(run));
        }
    }

    @Test
    void somethingElseThanMlflowIsNotTakenForIt() throws IOException {
        var other = com.sun.net.httpserver.HttpServer.create(
                new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int[] status = {200};
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://elsewhere/");
            byte[] page = "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status[0], page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            String uri = "http://127.0.0.1:" + other.getAddress().getPort();
            fails(
                    3,
                    "answers HTTP 200 without a JSON object",
                    () -> MlflowExport.to(uri, Map.of()).export(run));
            status[0] = 404;
            fails(
                    3,
                    "answers HTTP 404 without a JSON object",
                    () -> MlflowExport.to(uri, Map.of()).export(run));
            status[0] = 302;
            fails(
                    3,
                    "redirects to http://elsewhere/",
                    () -> MlflowExport.to(uri, Map.of()).export(run));
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anExperimentThatWasDeletedThereIsSaidToBe() {
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            server.haveDeleted();
            fails(
                    3,
                    "has an experiment deleted that was deleted",
                    () -> to(server).export(LoggedRun.of(folder, "deleted", "seed-1")));
        }
    }

    @Test
    void aRunWithoutAConfigIsRefusedBeforeAnythingIsSent() throws IOException {
        Files.delete(run.resolve(RunDirectory.CONFIG));
        try (LoopbackMlflow server = new LoopbackMlflow()) {
            fails(
                    2,
                    "config.yaml is not there; expected the run's resolved config",
                    () -> to(server).export(run));
            assertThat(server.calls).isEmpty();
        }
    }
}
