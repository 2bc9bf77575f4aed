package dev.understudy.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@link LivePages} to browsers on this machine, until it is closed. It answers only GET and HEAD of existing
 * pages.
 */
public final class LiveServer implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    /** Requests that are served at once. Each takes less than a second; a slow client does not delay others. */
    private static final int MOST_REQUESTS = 16;

    private static final int BACKLOG = 32;
    private static final int LARGEST_PORT = 65_535;
    /** No resources from elsewhere, as in the page itself; but the page may ask this server for changes. */
    private static final String POLICY =
            LiveDocument.POLICY + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static {
        // A property of the JDK's server: seconds after which an incomplete request is dropped.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", "20");
        }
    }

    private final LivePages pages;
    private final HttpServer server;
    private final ExecutorService workers;
    private final HostCheck hosts;

    private LiveServer(LivePages pages, HttpServer server, HostCheck hosts) {
        this.pages = pages;
        this.server = server;
        this.hosts = hosts;
        workers = Executors.newFixedThreadPool(MOST_REQUESTS, work -> {
            Thread thread = new Thread(work, "live-page");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Opens the server.
     *
     * @param port 0 for any free one
     * @param bind an address or a name of this machine, or 0.0.0.0 for all; null for the loopback alone
     * @throws Fault bad input if the port or address is impossible, environment if it is not available
     */
    public static LiveServer open(LivePages pages, int port, String bind) {
        if (port < 0 || port > LARGEST_PORT) {
            throw Fault.badInput("--serve", "is " + port, "0 to 65535; 0 is any free port", "name another port");
        }
        try {
            InetAddress address = InetAddress.getByName(bind == null ? LOOPBACK : bind);
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
            return new LiveServer(
                    pages, server, new HostCheck(bind, server.getAddress().getPort()));
        } catch (UnknownHostException e) {
            throw Fault.environment(
                    "--bind " + bind, "is not known", "an address of this machine", "use 0.0.0.0 for all of them", e);
        } catch (IOException e) {
            throw Fault.environment(
                    "port " + port + (bind == null ? "" : " of " + bind),
                    "cannot be opened (" + e.getMessage() + ")",
                    "one that is free and that this user may open",
                    "name another with --serve PORT, or any free one with --serve 0",
                    e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The URL for a browser on this machine. */
    public String url() {
        InetAddress at = server.getAddress().getAddress();
        String host = at.isAnyLocalAddress() ? LOOPBACK : at.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Cache-Control", "no-store");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!hosts.accepts(exchange.getRequestHeaders().get("Host"))) {
                text(exchange, 421, "This server does not have that name.", head);
            } else if (!head && !exchange.getRequestMethod().equals("GET")) {
                headers.set("Allow", "GET, HEAD");
                text(exchange, 405, "This server only serves pages to read.", false);
            } else {
                page(exchange, head);
            }
        } catch (RuntimeException e) {
            // If one page cannot be made, the others are still served; the browser sees that the connection is closed,
            // and asks again.
            exchange.close();
        }
    }

    private void page(HttpExchange exchange, boolean head) throws IOException {
        String path = exchange.getRequestURI().getPath(); // null in a URI without a path
        LivePages.Answer answer = path == null ? null : pages.at(path);
        if (answer == null) {
            text(exchange, 404, "There is no such page.", head);
            return;
        }
        exchange.getResponseHeaders().set("ETag", answer.tag());
        if (answer.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        send(exchange, 200, "text/html; charset=utf-8", answer.bytes(), head);
    }

    private static void text(HttpExchange exchange, int code, String text, boolean head) throws IOException {
        send(exchange, code, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8), head);
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] bytes, boolean head)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
            exchange.sendResponseHeaders(code, -1);
            return;
        }
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Closes the server at once; a page that is being sent is cut off. */
    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
