package dev.understudy.live;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks whether a request's Host header names this server. The page of an attacker can make its own name point at this
 * machine (DNS rebinding), and the browser would then let it read the served pages; but the header still has the
 * attacker's name. An address cannot be made to point to another machine.
 *
 * @param bound the argument of --bind; null for the loopback alone
 * @param port on which the server listens
 */
record HostCheck(String bound, int port) {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[.*]");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTP = 80;

    /** @param headers all headers of this name in the request; several are refused */
    boolean accepts(List<String> headers) {
        if (headers == null || headers.size() != 1) {
            return false;
        }
        Matcher parts = HOST.matcher(headers.get(0));
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        if (bound == null) {
            int asked = parts.group(2) == null ? HTTP : Integer.parseInt(parts.group(2));
            return LOOPBACK.contains(host) && asked == port;
        }
        // For the published port of a container, both the address and the port differ from the bound ones.
        return host.equals("localhost")
                || ADDRESS.matcher(host).matches()
                || Objects.equals(host, bound.toLowerCase(Locale.ROOT));
    }
}
