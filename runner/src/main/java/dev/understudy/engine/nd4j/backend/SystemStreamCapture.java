package dev.understudy.engine.nd4j.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Captures the standard streams until it is closed. While ND4J looks for a backend, it prints stack traces and banners
 * to them, bypassing any logging configuration.
 */
final class SystemStreamCapture implements AutoCloseable {
    private final PrintStream formerOut = System.out;
    private final PrintStream formerErr = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean closed;

    SystemStreamCapture() {
        PrintStream stream = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        // A handler of java.util.logging created now keeps this stream for good.
                        if (closed) {
                            formerErr.write(b);
                        } else {
                            bytes.write(b);
                        }
                    }
                },
                true,
                UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    /** The text captured so far. */
    String text() {
        return bytes.toString(UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        System.setOut(formerOut);
        System.setErr(formerErr);
    }
}
