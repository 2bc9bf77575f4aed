package dev.understudy.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.Needs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Chromium without a window, whose page is read by the DevTools protocol, in real time as for a reader. */
final class DevTools implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MILLIS = 30_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final Process browser;
    private final WebSocket socket;
    private int asked;

    /** @param folder for the browser's own files */
    DevTools(Path folder, String url) throws Exception {
        Needs.CHROMIUM.orSkip();
        Path profile = Files.createDirectories(folder.resolve("browser"));
        ProcessBuilder builder = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "--window-size=900,500",
                        url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile());
        builder.environment().put("HOME", folder.toString());
        browser = builder.start();
        try {
            socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(page(profile.resolve("DevToolsActivePort"))), new Heard())
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception | Error e) {
            end();
            throw e;
        }
    }

    /** The address of the page, once it exists. */
    private String page(Path portFile) throws IOException, InterruptedException {
        for (long end = System.currentTimeMillis() + PATIENCE_MILLIS;
                System.currentTimeMillis() < end;
                Thread.sleep(50)) {
            List<String> lines = Files.exists(portFile) ? Files.readAllLines(portFile) : List.of();
            if (lines.size() < 2) {
                continue;
            }
            URI list = URI.create("http://127.0.0.1:" + lines.get(0) + "/json/list");
            for (JsonNode target :
                    JSON.readTree(client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                            .body())) {
                if (target.path("type").asText().equals("page")) {
                    return target.path("webSocketDebuggerUrl").asText();
                }
            }
        }
        throw new AssertionError("the browser has opened no page");
    }

    /** The value of an expression in the page, as text. */
    String eval(String expression) throws Exception {
        String request = JSON.createObjectNode()
                .put("id", ++asked)
                .put("method", "Runtime.evaluate")
                .set(
                        "params",
                        JSON.createObjectNode()
                                .put("expression", "String(" + expression + ")")
                                .put("includeCommandLineAPI", true))
                .toString();
        socket.sendText(request, true).get(30, TimeUnit.SECONDS);
        JsonNode answer = answers.poll(30, TimeUnit.SECONDS);
        while (answer != null && answer.path("id").asInt() != asked) {
            answer = answers.poll(30, TimeUnit.SECONDS);
        }
        return answer == null
                ? "no answer"
                : answer.path("result").path("result").path("value").asText(answer.toString());
    }

    /** The same once it has this value, or after half a minute whatever it has. */
    String awaited(String expression, String value) throws Exception {
        String now = eval(expression);
        for (long end = System.currentTimeMillis() + PATIENCE_MILLIS;
                !now.equals(value) && System.currentTimeMillis() < end; ) {
            Thread.sleep(100);
            now = eval(expression);
        }
        return now;
    }

    private void end() {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
        try {
            browser.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        socket.abort();
        end();
    }

    private final class Heard implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                try {
                    answers.add(JSON.readTree(begun.toString()));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
