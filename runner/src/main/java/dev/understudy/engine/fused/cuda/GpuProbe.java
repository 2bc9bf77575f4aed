package dev.understudy.engine.fused.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks the NVIDIA driver which GPUs this machine has. It needs only the driver, no toolkit, and opens no context: no
 * GPU memory is allocated.
 */
public final class GpuProbe {
    /** CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR of cuda.h. */
    private static final int MAJOR = 75;

    private static final int MINOR = 76;
    /** Codes of cuda.h that machines without a usable GPU return. */
    private static final Map<Integer, String> MEANINGS = Map.of(
            2,
            "out of memory",
            3,
            "driver shutting down",
            34,
            "a toolkit's stub library, not a driver",
            46,
            "device unavailable",
            100,
            "no device",
            101,
            "invalid device",
            802,
            "system not ready",
            803,
            "driver and kernel module do not match",
            804,
            "this GPU has no forward compatibility",
            999,
            "unknown error");

    /**
     * JNA logs the stack trace of an error that it then throws. The logger is held in a field, since its level would be
     * lost with it.
     */
    private static final Logger JNA = Logger.getLogger("com.sun.jna.Native");

    private final NativeLibrary driver;

    private GpuProbe(NativeLibrary driver) {
        this.driver = driver;
    }

    /** Name of the driver's library for this system's linker. */
    static String library() {
        return System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
    }

    /** Never throws: if the driver cannot be used, {@link Gpus#absence} gives the reason. */
    public static Gpus probe() {
        String library = library();
        NativeLibrary loaded;
        try {
            JNA.setLevel(Level.OFF);
            loaded = NativeLibrary.getInstance(library);
        } catch (LinkageError e) {
            LoadFailure failure = LoadFailure.of(library, e);
            return Gpus.none(
                    failure.absent() ? "no NVIDIA driver" : "the NVIDIA driver cannot be loaded: " + failure.message());
        }
        try {
            return new GpuProbe(loaded).ask();
        } catch (Refused e) {
            return Gpus.none(e.getMessage());
        } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
            return Gpus.none("NVIDIA driver too old or broken: " + LoadFailure.firstLine(e));
        }
    }

    private Gpus ask() throws Refused {
        call("cuInit", 0);
        IntByReference number = new IntByReference();
        call("cuDriverGetVersion", number);
        int version = number.getValue();
        call("cuDeviceGetCount", number);
        List<Gpu> gpus = new ArrayList<>();
        for (int i = 0, count = number.getValue(); i < count; i++) {
            gpus.add(gpu(i));
        }
        return gpus.isEmpty()
                ? new Gpus("the NVIDIA driver has 0 devices", version, gpus)
                : new Gpus(null, version, gpus);
    }

    private Gpu gpu(int ordinal) throws Refused {
        IntByReference number = new IntByReference();
        call("cuDeviceGet", number, ordinal);
        int handle = number.getValue();
        byte[] name = new byte[256];
        call("cuDeviceGetName", name, name.length, handle);
        call("cuDeviceGetAttribute", number, MAJOR, handle);
        int major = number.getValue();
        call("cuDeviceGetAttribute", number, MINOR, handle);
        LongByReference bytes = new LongByReference();
        call("cuDeviceTotalMem_v2", bytes, handle);
        return new Gpu(ordinal, text(name), major, number.getValue(), bytes.getValue(), uuid(handle));
    }

    private String uuid(int handle) {
        byte[] bytes = new byte[16];
        try {
            call("cuDeviceGetUuid", bytes, handle);
        } catch (Refused e) {
            return "";
        }
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return "GPU-" + new UUID(halves.getLong(), halves.getLong());
    }

    /**
     * The bytes up to the 0 as text; characters that are not printable, which could forge lines of a log, become "?".
     */
    static String text(byte[] name) {
        String text = new String(name, StandardCharsets.US_ASCII);
        int end = text.indexOf(0);
        return (end < 0 ? text : text.substring(0, end))
                .replaceAll("[^ -~]", "?")
                .strip();
    }

    private void call(String function, Object... arguments) throws Refused {
        Function symbol;
        try {
            symbol = driver.getFunction(function);
        } catch (UnsatisfiedLinkError e) {
            throw new Refused("NVIDIA driver too old or broken: it has no " + function);
        }
        int code = symbol.invokeInt(arguments);
        if (code != 0) {
            throw new Refused("the NVIDIA driver answers " + function + "=" + code + " ("
                    + MEANINGS.getOrDefault(code, "see CUresult in cuda.h") + ")");
        }
    }

    /** The driver returned an error, or lacks a function. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message, null, false, false);
        }
    }
}
