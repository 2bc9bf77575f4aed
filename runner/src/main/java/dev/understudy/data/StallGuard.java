package dev.understudy.data;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a stream that delivers too few bytes, which wakes its reader. The timeout of an HttpRequest ends with the
 * response's headers; without this guard a silent server could hold a download for ever, as could one that sends a byte
 * now and then. Each interval must bring its bytes and a file has a maximal length, so the whole time is bounded, too.
 */
final class StallGuard implements Closeable {
    private final Closeable watched;
    private final long spanNanos;
    private final long leastBytes;
    private final Thread watcher = new Thread(this::watch, "download-stall-guard");
    private final AtomicLong cameInSpan = new AtomicLong();
    private volatile boolean stalled;

    /** @param leastBytes that must arrive in each {@code span} */
    StallGuard(Closeable watched, Duration span, long leastBytes) {
        this.watched = watched;
        this.spanNanos = span.toNanos();
        this.leastBytes = leastBytes;
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Reports that {@code bytes} bytes have arrived. */
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
            // The reader sees the same stream fail and reports it.
        }
    }
}
