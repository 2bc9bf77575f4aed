package dev.understudy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Run directories that this process locks until it ends, like those of a running trial. */
public final class Held {
    private Held() {}

    /** @param directory that is there */
    public static void forGood(Path directory) {
        try {
            RunLock.take(Disk.inUse(), directory.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
