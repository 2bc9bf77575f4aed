package dev.understudy.engine.fused.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * cuLaunchKernel by JNA's direct mapping: a meta-step is some 25 launches, and by an interface each of them would spend most of
 * its time on arguments of every kind that there could be. Addresses are longs. A process has one driver; where tests load
 * another one, the last one loaded is called, and the ones before launch no more.
 */
final class DirectLaunch {
    private static String registered;

    private DirectLaunch() {}

    /** Before the first launch. @throws UnsatisfiedLinkError where the driver has no such call */
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
