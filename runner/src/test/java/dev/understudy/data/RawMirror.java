package dev.understudy.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/**
 * A web server of this machine that answers every connection with the same bytes, correct HTTP or not, and hangs up: at once, or, if a test
 * needs that the client has read its headers before the connection ends, after the client.
 */
final class RawMirror implements AutoCloseable {
    /** The first byte of a client that wants to speak https. */
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] answer;
    private final boolean waits;

    RawMirror(byte[] answer) throws IOException {
        this(answer, false);
    }

    RawMirror(byte[] answer, boolean waits) throws IOException {
        this.answer = answer.clone();
        this.waits = waits;
        Thread thread = new Thread(this::serve, "raw-mirror");
        thread.setDaemon(true);
        thread.start();
    }

    URI uri() {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/");
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                skipRequest(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(answer);
                out.flush();
                if (waits) {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            } catch (IOException e) {
                // The client is gone, or the test is over.
            }
        }
    }

    /** Up to the blank line after its headers: a socket that is closed on unread bytes loses its written bytes. */
    private static void skipRequest(InputStream in) throws IOException {
        int last = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            last = last << 8 | c;
            if (last == 0x0d0a0d0a || last == TLS_HANDSHAKE) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
