package dev.understudy.engine.nd4j.dl4j;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what ND4J's C++ prints about a failing operation away from the standard output, which is for results; Java's own
 * streams do not see it. The exception that follows says the same. Where there is no such C library, it is printed.
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

    /** Begins, except where the user wants to hear more. */
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

    /** @return a copy of the descriptor of standard output, which leads nowhere from now on; −1 where that failed */
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
            c.fflush(null); // what C still holds would come after all
            c.dup2(former, STDOUT);
            c.close(former);
        }
    }
}
