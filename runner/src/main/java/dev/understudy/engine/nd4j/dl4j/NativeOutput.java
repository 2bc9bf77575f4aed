package dev.understudy.engine.nd4j.dl4j;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages of ND4J's C++ about a failing operation out of the standard output, which is for results. Java's own
 * streams do not see them, and the exception that follows says the same. If the C library cannot be loaded, they are
 * printed.
 */
final class NativeOutput implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NativeOutput.class);
    private static final int STDOUT = 1;
    private static final int WRITE_ONLY = 1;

    private interface C extends Library {
        int dup(int descriptor);

        int dup2(int from, int to);

        int open(String path, int flags);

        int close(int descriptor);

        int fflush(Pointer stream);
    }

    private final C c;
    private final int former;

    /** Starts, unless debug logging is on. */
    NativeOutput() {
        C loaded = null;
        int kept = -1;
        if (!LOG.isDebugEnabled()) {
            try {
                loaded = Native.load("c", C.class);
                kept = silenced(loaded);
            } catch (LinkageError e) {
                kept = -1;
            }
        }
        c = loaded;
        former = kept;
    }

    /**
     * Redirects standard output to /dev/null.
     *
     * @return a copy of its former descriptor; −1 if that failed
     */
    private static int silenced(C c) {
        int nowhere = c.open("/dev/null", WRITE_ONLY);
        if (nowhere < 0) {
            return -1;
        }
        System.out.flush();
        c.fflush(null);
        int kept = c.dup(STDOUT);
        if (kept >= 0) {
            c.dup2(nowhere, STDOUT);
        }
        c.close(nowhere);
        return kept;
    }

    @Override
    public void close() {
        if (former >= 0) {
            c.fflush(null); // otherwise C's buffered output would appear later
            c.dup2(former, STDOUT);
            c.close(former);
        }
    }
}
