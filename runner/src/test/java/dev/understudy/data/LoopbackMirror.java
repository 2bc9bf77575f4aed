package dev.understudy.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server of this machine that answers every request in one way. */
final class LoopbackMirror implements AutoCloseable {
    /** How to answer; an exception breaks the connection off. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** The Range header of each request, "" without one. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    LoopbackMirror(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/");
    }

    /** Answers with {@code file}, from the byte on that a Range header asks for. */
    static Answer serving(byte[] file) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            if (from >= file.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (range != null) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, file.length - from);
            exchange.getResponseBody().write(file, from, file.length - from);
        };
    }

    /** Knows no ranges. */
    static Answer servingWhole(byte[] file) {
        return exchange -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        };
    }

    /** Promises {@code file}, sends its first {@code sent} bytes, and hangs up when {@code over} is zero. */
    static Answer breakingOff(byte[] file, int sent, CountDownLatch over) {
        return exchange -> {
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, sent);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("hangs up");
        };
    }

    /** Sends headers, of which newer JDKs send none until the body begins or is flushed, and nothing of {@code bytes}. */
    static Answer promising(int status, long bytes) {
        return exchange -> {
            exchange.sendResponseHeaders(status, bytes);
            exchange.getResponseBody().flush();
            // The end of the connection must not reach the client before it has looked at the headers.
            try {
                Thread.sleep(300);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        };
    }

    static Answer status(int status, String contentType, byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
