package dev.understudy.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.run.PlanFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live server with two trials, one of which is done, and requests of a browser and of other clients. */
@Timeout(60)
class LiveServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path runs;

    private LiveRun done;
    private LiveRun other;
    private LiveServer server;

    @BeforeEach
    void twoTrials() {
        done = new LiveRun(runs, "a", "seed-1")
                .config()
                .status("DONE", 4000, "")
                .trained(100, 4000)
                .verdict(0);
        other = new LiveRun(runs, "a", "lr=0.1,seed-2")
                .config()
                .status("RUNNING", 0, "")
                .trained(100, 300);
        server = LiveServer.open(new LivePages(List.of(runs)), 0, null);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path));
        return client.send((headers.length > 0 ? request.headers(headers) : request).build(), BodyHandlers.ofString());
    }

    /** Without the additions and corrections of a client. @return the answer's head and body */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String ask(String line, String host) throws IOException {
        return raw(line + " HTTP/1.1\nHost: " + host.replace("PORT", "" + server.port()) + "\nConnection: close\n\n");
    }

    @Test
    void thePageOfSeveralTrialsHasHowTheyStandAndTheirComparison() throws Exception {
        String page = get("/").body();
        assertThat(page)
                .contains("<a href=\"/a/seed-1\">a/seed-1</a>", "<a href=\"/a/lr=0.1,seed-2\">a/lr=0.1,seed-2</a>")
                .contains("2 trials: 1 killed, 1 done", "class=\"compared\"", "id=\"live-script\"");
    }

    @Test
    void ofManyTrialsToComeTwentyAreNamed() throws Exception {
        new PlanFile(
                        1,
                        "hash",
                        null,
                        false,
                        IntStream.rangeClosed(1, 60)
                                .mapToObj(i -> new PlanFile.Trial("c", "seed-" + i, Map.of(), ""))
                                .toList())
                .write(runs.resolve(PlanFile.NAME));
        new LiveRun(runs, "c", "seed-1").config().status("DONE", 4000, "");
        String page = get("/").body();
        assertThat(page)
                .contains("60 trials: 1 done, 59 to come", ">c/seed-1<", ">c/seed-21<", "and 39 more to come")
                .doesNotContain(">c/seed-22<");
    }

    @Test
    void eachTrialHasItsReportAndAllTogetherHaveOne() throws Exception {
        assertThat(get("/a/seed-1").body()).contains("<h1>a/seed-1</h1>", "href=\"/\"", "id=\"live\"");
        assertThat(get("/a/lr=0.1,seed-2").body()).contains("<h1>a/lr=0.1,seed-2</h1>");
        assertThat(get("/report").body()).contains("<h1>2 trials</h1>", "id=\"live\"");
    }

    @Test
    void theOnlyTrialIsThePage() throws Exception {
        try (LiveServer one = LiveServer.open(new LivePages(List.of(done.path())), 0, null)) {
            String page = client.send(
                            HttpRequest.newBuilder(URI.create(one.url())).build(), BodyHandlers.ofString())
                    .body();
            assertThat(page).contains("<h1>a/seed-1</h1>").doesNotContain("href=\"/\"");
        }
    }

    @Test
    void onlyKnownTrialsAreServed() throws Exception {
        for (String path : List.of(
                "/a",
                "/a/",
                "/a/seed-1/",
                "/a/seed-1/config.yaml",
                "/favicon.ico",
                "/a/seed-3",
                "/%61/%2e%2e/a/seed-1")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        for (String path : List.of(
                "/../../etc/passwd", "/a/../a/seed-1", "/a/seed-1/../seed-1", "//a/seed-1/x", "/a\\seed-1", "/%00")) {
            assertThat(ask("GET " + path, "localhost:PORT")).as(path).containsPattern("^HTTP/1.1 40[04] ");
        }
    }

    @Test
    void whatIsAskedByAnotherNameIsRefused() throws Exception {
        assertThat(ask("GET /", "evil.example:PORT"))
                .startsWith("HTTP/1.1 421 ")
                .doesNotContain("seed-1");
        assertThat(ask("GET /", "localhost:1")).startsWith("HTTP/1.1 421 ");
        assertThat(raw("GET / HTTP/1.0\n\n")).startsWith("HTTP/1.1 421 ");
        assertThat(ask("GET /", "localhost:PORT\nHost: evil.example")).startsWith("HTTP/1.1 421 ");
        assertThat(ask("GET /", "localhost:PORT")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /", "[::1]:PORT")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void nothingButReadingIsAnswered() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            String answer = ask(method + " /", "localhost:PORT");
            assertThat(answer).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\nAllow: GET, HEAD\r\n");
        }
        String head = ask("HEAD /a/seed-1", "localhost:PORT");
        assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n").doesNotContain("<html");
        int length = get("/a/seed-1").body().getBytes(UTF_8).length;
        assertThat(head).containsIgnoringCase("\nContent-length: " + length + "\r\n");
    }

    @Test
    void everyAnswerForbidsWhatABrowserWouldDoByItself() throws Exception {
        for (HttpResponse<String> answer : List.of(get("/"), get("/nowhere"))) {
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; ")
                    .contains("connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(get("/").body())
                .contains("content=\"" + LiveDocument.POLICY + "\"")
                .doesNotContain("http://", "src=");
    }

    @Test
    void aPageThatHasNotChangedIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("/a/seed-1");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.body()).contains("data-tag=\"" + tag.replace("\"", "&quot;") + "\"");
        Thread.sleep(600); // From then on it could be made anew.
        HttpResponse<String> same = get("/a/seed-1", "If-None-Match", tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();

        other.trained(400, 400);
        assertThat(get("/a/seed-1", "If-None-Match", tag).statusCode())
                .as("another trial's file")
                .isEqualTo(304);
        done.status("FAILED", 4000, "<b>spoilt</b>");
        HttpResponse<String> next = get("/a/seed-1", "If-None-Match", tag);
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).contains("&lt;b&gt;spoilt").doesNotContain("<b>spoilt");
        assertThat(next.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    }

    @Test
    void aPageThatChangesAllTheTimeIsMadeTwiceASecondAtMost() throws Exception {
        String tag = get("/a/lr=0.1,seed-2").headers().firstValue("ETag").orElseThrow();
        other.trained(400, 400);
        assertThat(get("/a/lr=0.1,seed-2", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void whatComesLaterHasAPageAndWhatIsGoneHasNone() throws Exception {
        LiveRun third = new LiveRun(runs, "b", "seed-1").config().status("DONE", 4000, "");
        Thread.sleep(600);
        assertThat(get("/b/seed-1").statusCode()).isEqualTo(200);
        assertThat(get("/").body()).contains("href=\"/b/seed-1\"");
        third.path().resolve("status.json").toFile().delete();
        third.path().resolve("config.yaml").toFile().delete();
        Thread.sleep(600);
        assertThat(get("/b/seed-1").statusCode()).isEqualTo(404);
    }

    @Test
    void aRunThatCannotBeReadIsSaidOnItsPage() throws Exception {
        done.file("config.yaml", "# format 99\n");
        HttpResponse<String> answer = get("/a/seed-1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("has format 99; expected at most", "id=\"live-script\"");
        other.file("config.yaml", "# format 99\n");
        Thread.sleep(600);
        assertThat(get("/").body()).contains("No comparison yet", "href=\"/a/seed-1\"");
    }

    @Test
    void itListensOnThisMachineAloneUnlessItIsAskedTo() throws Exception {
        assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port() + "/");
        try (LiveServer all = LiveServer.open(new LivePages(List.of(runs)), 0, "0.0.0.0")) {
            assertThat(all.url()).isEqualTo("http://127.0.0.1:" + all.port() + "/");
            server.close();
            server = all;
            assertThat(ask("GET /", "localhost:9000")).startsWith("HTTP/1.1 200 ");
            assertThat(ask("GET /", "192.168.7.7:9000")).startsWith("HTTP/1.1 200 ");
            assertThat(ask("GET /", "evil.example:PORT")).startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void aPortThatIsInUseAndOneThatThereCannotBeAreOneLine() {
        LivePages pages = new LivePages(List.of(runs));
        assertThatThrownBy(() -> LiveServer.open(pages, server.port(), null))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining("port " + server.port() + " cannot be opened (")
                .hasMessageContaining("--serve 0");
        assertThatThrownBy(() -> LiveServer.open(pages, 70_000, null))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining("--serve is 70000; expected 0 to 65535");
        assertThatThrownBy(() -> LiveServer.open(pages, 0, "192.0.2.1"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining("of 192.0.2.1 cannot be opened");
    }
}
