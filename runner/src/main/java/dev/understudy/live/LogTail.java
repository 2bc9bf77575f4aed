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
 * Reads the end of a log that another process writes: each look reads the new bytes since the last one. An incomplete
 * line at the end is kept until its rest comes, and an unreadable line is skipped.
 *
 * @param <T> a line
 */
final class LogTail<T> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 1 << 16;

    private final Path file;
    private final Class<T> type;
    private final long most;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(); // the incomplete last line
    private Stamp seen = Stamp.NONE;
    private long read;
    private boolean inside; // inside a line whose beginning was not read

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
     * Reads the new lines.
     *
     * @param restart called before the lines of another file: the log was replaced, for example by a run that continues
     * @throws dev.understudy.fault.Fault bad input if a later version wrote a line
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
            // The file was replaced or removed meanwhile; the next look reads the new one.
        }
    }

    private void line(String text, Consumer<T> lines) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node != null && node.isObject()) {
                lines.accept(RunFormat.read(node, type, file.toString()));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // The run's own reader reports a damaged line.
        }
    }
}
