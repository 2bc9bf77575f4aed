package dev.understudy.data;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream from which too little comes, which wakes its reader. The timeout of an HttpRequest ends with the
 * headers of the answer; without this a silent server would hold a download for ever, and so would one that sends a
 * byte now and then. As each span of time must bring its bytes, and a file has an end, the whole has one too.
 */
final class StallGuard implements Closeable {
    private final Closeable watched;
    private final long spanNanos;
    private final long leastBytes;
    private final Thread watcher = new Thread(this::watch, "download-stall-guard");
    private final AtomicLong cameInSpan = new AtomicLong();
    private volatile boolean stalled;

    /** @param leastBytes that must come in each {@code span} */
    StallGuard(Closeable watched, Duration span, long leastBytes) {
        this.watched = watched;
        this.spanNanos = span.toNanos();
        this.leastBytes = leastBytes;
        watcher.setDaemon(true);
        watcher.start();
    }

    /** So many bytes came. */
    void came(int bytes) {
        cameInSpan.addAndGet(bytes);
    }

    boolean stalled() {
        return stalled;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    private void watch() {
        try {
            do {
                TimeUnit.NANOSECONDS.sleep(spanNanos);
            } while (cameInSpan.getAndSet(0) >= leastBytes);
            stalled = true;
            watched.close();
        } catch (InterruptedException e) {
            // The guarded read is done.
        } catch (IOException e) {
            // The reader sees the same stream fail, and says so.
        }
    }
}
