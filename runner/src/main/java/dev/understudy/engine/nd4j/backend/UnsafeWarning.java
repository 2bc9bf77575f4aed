package dev.understudy.engine.nd4j.backend;

import java.lang.reflect.Field;

/**
 * Four lines that JVMs since 24 print when a library first uses sun.misc.Unsafe, as JavaCPP does for the layout of arrays. Whoever runs the
 * program can neither mend that nor report it: a newer JavaCPP comes with a newer ND4J. A jar's manifest, which permits native code, has no
 * word for this. The JVM warns once per process, and here it is told that it has done so; one that was started with
 * --sun-misc-unsafe-memory-access does as it was told.
 */
final class UnsafeWarning {
    private UnsafeWarning() {}

    static void silence() {
        try {
            Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            warned.setAccessible(true);
            warned.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // A JVM that has no such field warns, if it does, and all else is as it was.
        }
    }
}
