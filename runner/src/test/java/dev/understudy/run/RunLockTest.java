package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on a file system that has none. */
class RunLockTest {
    @Test
    void aFileSystemWithoutLocksIsNamedAndNothingStaysLocked(@TempDir Path folder) throws IOException {
        Path directory = folder.toRealPath();

        Fault fault = catchThrowableOfType(
                Fault.class, () -> RunLock.take(withoutLocks(Disk.inUse(), Disk.class), directory));

        assertThat(fault.exitCode()).isEqualTo(3);
        assertThat(fault.getMessage())
                .isEqualTo(directory
                        + " cannot be locked (No locks available); expected a file system with locks; mount it"
                        + " with them, or choose another place with --runs DIR");
        RunLock.take(Disk.inUse(), directory).close();
    }

    /** The disk, or a file on it, as it is, except that no byte of it can be locked. */
    private static <T> T withoutLocks(T real, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("tryLock")) {
                throw new IOException("No locks available");
            }
            try {
                Object result = method.invoke(real, args);
                return result instanceof Disk.Handle handle ? withoutLocks(handle, Disk.Handle.class) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
