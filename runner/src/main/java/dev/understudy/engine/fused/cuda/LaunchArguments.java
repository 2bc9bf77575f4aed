package dev.understudy.engine.fused.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * A launch's arguments as cuLaunchKernel takes them: the values, and a pointer to each. Allocated once and reused by
 * every launch.
 */
final class LaunchArguments implements AutoCloseable {
    private static final int MOST = 64;

    private final Memory values = new Memory(8L * MOST);
    private final ByteBuffer words =
            values.getByteBuffer(0, 8L * MOST); // in the machine's byte order; written without a native call
    private final Memory places = new Memory(8L * MOST);

    LaunchArguments() {
        for (int i = 0; i < MOST; i++) {
            places.setPointer(8L * i, values.share(8L * i));
        }
    }

    /**
     * @param arguments each a Long (an address), an Integer or a Float
     * @return for this launch only: the next call overwrites it
     */
    Pointer pack(String kernel, Object... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            Object a = arguments[i];
            if (a instanceof Long pointer) {
                words.putLong(8 * i, pointer);
            } else if (a instanceof Integer number) {
                words.putInt(8 * i, number);
            } else if (a instanceof Float number) {
                words.putFloat(8 * i, number);
            } else {
                throw new IllegalArgumentException(
                        kernel + ": argument " + i + " is " + a + "; expected a Long, an Integer or a Float");
            }
        }
        return places;
    }

    @Override
    public void close() {
        values.close();
        places.close();
    }
}
