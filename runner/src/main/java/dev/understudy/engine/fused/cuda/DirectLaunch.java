package dev.understudy.engine.fused.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * Calls cuLaunchKernel by JNA's direct mapping. A meta-step is some 25 launches, and through a JNA interface each of
 * them would spend most of its time on the generic handling of arguments. Addresses are longs. A process uses one
 * driver; if a test loads another one, launches go to the last one loaded and the earlier ones can no longer launch.
 */
final class DirectLaunch {
    private static String registered;

    private DirectLaunch() {}

    /**
     * To be called before the first launch.
     *
     * @throws UnsatisfiedLinkError if the driver lacks the call
     */
    static synchronized void register(String library) {
        if (!library.equals(registered)) {
            if (registered != null) {
                Native.unregister(DirectLaunch.class);
                registered = null;
            }
            Native.register(DirectLaunch.class, NativeLibrary.getInstance(library));
            registered = library;
        }
    }

    static native int cuLaunchKernel(
            long function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            long stream,
            long arguments,
            long extra);
}
