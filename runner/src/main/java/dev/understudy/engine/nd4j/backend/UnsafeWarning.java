package dev.understudy.engine.nd4j.backend;

import java.lang.reflect.Field;

/**
 * Suppresses four lines that JVMs since 24 print when a library first uses sun.misc.Unsafe, as JavaCPP does for the
 * layout of arrays. A user can do nothing about them: a newer JavaCPP comes with a newer ND4J. A jar's manifest, which
 * can permit native code, has no entry for this. The JVM warns once per process, and this class marks the warning as
 * given; a JVM started with --sun-misc-unsafe-memory-access follows that option.
 */
final class UnsafeWarning {
    private UnsafeWarning() {}

    static void silence() {
        try {
            Field warned = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            warned.setAccessible(true);
            warned.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // A JVM without this field may warn; nothing else changes.
        }
    }
}
