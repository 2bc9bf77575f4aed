package dev.understudy.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.RunFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The end of a log that another process writes: each look reads what has come since the one before. Half a line at the end waits for its other
 * half, and a line that cannot be read is passed over.
 *
 * @param <T> a line
 */
final class LogTail<T> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 1 << 16;

    private final Path file;
    private final Class<T> type;
    private final long most;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // a line, up to now
    private Stamp seen = Stamp.NONE;
    private long read;
    private boolean inside; // a line whose beginning is not known

    /** @param most bytes from the end of the file that a first look reads; older lines are not needed */
    LogTail(Path file, Class<T> type, long most) {
        this.file = file;
        this.type = type;
        this.most = most;
    }

    Stamp seen() {
        return seen;
    }

    /**
     * @param restart called before the lines where they are those of another file: the log was replaced, as by a run that goes on
     * @throws dev.understudy.fault.Fault bad input where a later version wrote a line
     */
    void more(Runnable restart, Consumer<T> lines) {
        Stamp now = Stamp.of(file);
        if (now.equals(seen)) {
            return;
        }
        if (!now.follows(seen) || now.bytes() < read) {
            read = Math.max(0, now.bytes() - most);
            inside = read > 0;
            begun.reset();
            restart.run();
        }
        seen = now;
        if (now.isThere()) {
            read(lines);
        }
    }

    private void read(Consumer<T> lines) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
            for (int n = channel.read(buffer, read); n > 0; n = channel.read(buffer.clear(), read)) {
                read += n;
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte b = buffer.get();
                    if (b != '\n') {
                        begun.write(b);
                        continue;
                    }
                    if (!inside) {
                        line(begun.toString(StandardCharsets.UTF_8), lines);
                    }
                    inside = false;
                    begun.reset();
                }
            }
        } catch (IOException e) {
            // It was replaced or removed meanwhile; the next look finds what there is.
        }
    }

    private void line(String text, Consumer<T> lines) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node != null && node.isObject()) {
                lines.accept(RunFormat.read(node, type, file.toString()));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // The run's own reader says more of a damaged line than a glance can.
        }
    }
}
