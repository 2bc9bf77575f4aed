package dev.understudy.data;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream from which nothing has come for too long, which wakes its reader. The timeout of an HttpRequest ends
 * with the headers of the answer; without this a silent server would hold a download for ever.
 */
final class StallGuard implements Closeable {
    private final Closeable watched;
    private final long patienceNanos;
    private final Thread watcher = new Thread(this::watch, "download-stall-guard");
    private volatile long lastSign = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(Closeable watched, Duration patience) {
        this.watched = watched;
        this.patienceNanos = patience.toNanos();
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Something came. */
    void sign() {
        lastSign = System.nanoTime();
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
            long left = patienceNanos;
            while (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
                left = patienceNanos - (System.nanoTime() - lastSign);
            }
            stalled = true;
            watched.close();
        } catch (InterruptedException e) {
            // The guarded read is done.
        } catch (IOException e) {
            // The reader sees the same stream fail, and says so.
        }
    }
}
