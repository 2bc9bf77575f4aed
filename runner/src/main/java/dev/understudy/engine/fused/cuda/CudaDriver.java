package dev.understudy.engine.fused.cuda;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Typed calls of NVIDIA's driver; every result code is checked. After the first sticky failure every later call fails
 * at once without reaching the driver. Launches are asynchronous, so a kernel's fault shows in a later call, whose
 * message then names the last launch; with CUDA_LAUNCH_BLOCKING=1 it shows in the launch itself.
 */
final class CudaDriver {
    /** Values of CUdevice_attribute in cuda.h. */
    static final int SHARED_PER_BLOCK = 8;

    static final int SHARED_PER_BLOCK_OPTIN = 97;
    /** CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES. */
    private static final int MAX_DYNAMIC_SHARED = 8;
    /** CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT, in percent. */
    private static final int PREFERRED_CARVEOUT = 9;
    /** CU_STREAM_NON_BLOCKING: the stream does not wait for work that other libraries put into the default stream. */
    private static final int NON_BLOCKING = 1;

    private final DriverCalls api;
    private final Function release;
    private final LaunchArguments packed = new LaunchArguments(); // reused; a launch copies them before it returns
    private Launch last = new Launch(null, 0, 0, 0, 0);
    private CudaFailure broken;

    /**
     * @param library by name or path
     * @throws UnsatisfiedLinkError if it cannot be loaded
     * @throws NoClassDefFoundError if JNA itself could not be loaded before
     */
    CudaDriver(String library) {
        api = Native.load(library, DriverCalls.class, Map.of());
        release = release(NativeLibrary.getInstance(library));
        DirectLaunch.register(library);
        call("cuInit", () -> api.cuInit(0));
    }

    /**
     * Finds the call that releases the context: CUDA 11 added a second version, which its header maps the name to.
     * Looked up at the start, so that a missing function is found before any work.
     */
    private static Function release(NativeLibrary driver) {
        try {
            return driver.getFunction("cuDevicePrimaryCtxRelease_v2");
        } catch (UnsatisfiedLinkError older) {
            return driver.getFunction("cuDevicePrimaryCtxRelease");
        }
    }

    /** The sticky failure, or null if none has occurred. */
    CudaFailure broken() {
        return broken;
    }

    private void call(String name, IntSupplier call) {
        if (broken != null) {
            throw new CudaFailure(
                    broken.code(), name + ": not called, the context is broken since " + broken.getMessage());
        }
        int code = call.getAsInt();
        if (code != 0) {
            throw failure(
                    code, name + ": " + code + " " + text(code) + (last.kernel() == null ? "" : ", after " + last));
        }
    }

    private CudaFailure failure(int code, String message) {
        CudaFailure failure = new CudaFailure(code, message);
        broken = failure.isSticky() ? failure : broken;
        return failure;
    }

    private String text(int code) {
        PointerByReference text = new PointerByReference();
        return api.cuGetErrorString(code, text) == 0 && text.getValue() != null
                ? text.getValue().getString(0)
                : "see CUresult in cuda.h";
    }

    int device(int ordinal) {
        IntByReference device = new IntByReference();
        call("cuDeviceGet", () -> api.cuDeviceGet(device, ordinal));
        return device.getValue();
    }

    String deviceName(int device) {
        byte[] name = new byte[256];
        call("cuDeviceGetName", () -> api.cuDeviceGetName(name, name.length, device));
        return GpuProbe.text(name);
    }

    int attribute(int device, int attribute) {
        IntByReference value = new IntByReference();
        call("cuDeviceGetAttribute", () -> api.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    Pointer retainContext(int device) {
        PointerByReference context = new PointerByReference();
        call("cuDevicePrimaryCtxRetain", () -> api.cuDevicePrimaryCtxRetain(context, device));
        return context.getValue();
    }

    /**
     * Releases the primary context, also after a sticky failure, since the last release frees all of the device's
     * memory; the result code is then ignored.
     */
    void releaseContext(int device) {
        if (broken != null) {
            release.invokeInt(new Object[] {device});
        } else {
            call(release.getName(), () -> release.invokeInt(new Object[] {device}));
        }
    }

    void setCurrent(Pointer context) {
        call("cuCtxSetCurrent", () -> api.cuCtxSetCurrent(context));
    }

    Pointer load(Pointer image, int[] options, Pointer optionValues) {
        PointerByReference module = new PointerByReference();
        call("cuModuleLoadDataEx", () -> api.cuModuleLoadDataEx(module, image, options.length, options, optionValues));
        return module.getValue();
    }

    void unload(Pointer module) {
        call("cuModuleUnload", () -> api.cuModuleUnload(module));
    }

    Pointer function(Pointer module, String name) {
        PointerByReference function = new PointerByReference();
        call("cuModuleGetFunction of " + name, () -> api.cuModuleGetFunction(function, module, name));
        return function.getValue();
    }

    /**
     * Asks for the largest possible share of the multiprocessor's L1/shared memory as shared memory, so that more
     * blocks fit on it. A hint only.
     */
    void preferSharedMemory(Pointer function, String name) {
        call(
                "cuFuncSetAttribute of " + name + " to the largest part for shared memory",
                () -> api.cuFuncSetAttribute(function, PREFERRED_CARVEOUT, 100));
    }

    void allowSharedBytes(Pointer function, String name, int bytes) {
        call(
                "cuFuncSetAttribute of " + name + " to " + bytes + " bytes of shared memory",
                () -> api.cuFuncSetAttribute(function, MAX_DYNAMIC_SHARED, bytes));
    }

    void launch(
            Pointer function,
            String name,
            int blocksX,
            int blocksY,
            int threads,
            int sharedBytes,
            Pointer stream,
            Object... arguments) {
        if (broken != null) {
            throw new CudaFailure(
                    broken.code(), name + ": not launched, the context is broken since " + broken.getMessage());
        }
        long places = Pointer.nativeValue(packed.pack(name, arguments));
        Launch launch = new Launch(name, blocksX, blocksY, threads, sharedBytes);
        int code = DirectLaunch.cuLaunchKernel(
                Pointer.nativeValue(function),
                blocksX,
                blocksY,
                1,
                threads,
                1,
                1,
                sharedBytes,
                Pointer.nativeValue(stream),
                places,
                0);
        if (code != 0) {
            throw failure(code, name + ": " + code + " " + text(code) + " " + launch.shape());
        }
        last = launch;
    }

    private record Launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes) {
        String shape() {
            return "(grid " + blocksX + (blocksY == 1 ? "" : "×" + blocksY) + ", block " + threads
                    + (sharedBytes == 0 ? "" : ", shared " + sharedBytes) + ")";
        }

        @Override
        public String toString() {
            return kernel + " " + shape();
        }
    }

    Pointer createStream() {
        PointerByReference stream = new PointerByReference();
        call("cuStreamCreate", () -> api.cuStreamCreate(stream, NON_BLOCKING));
        return stream.getValue();
    }

    void synchronize(Pointer stream) {
        call("cuStreamSynchronize", () -> api.cuStreamSynchronize(stream));
    }

    void destroy(Pointer stream) {
        call("cuStreamDestroy_v2", () -> api.cuStreamDestroy_v2(stream));
    }

    long freeBytes() {
        LongByReference free = new LongByReference();
        LongByReference total = new LongByReference();
        call("cuMemGetInfo_v2", () -> api.cuMemGetInfo_v2(free, total));
        return free.getValue();
    }

    long allocate(long bytes) {
        LongByReference address = new LongByReference();
        call("cuMemAlloc_v2", () -> api.cuMemAlloc_v2(address, bytes));
        return address.getValue();
    }

    void free(long address) {
        call("cuMemFree_v2", () -> api.cuMemFree_v2(address));
    }

    Pointer allocateHost(long bytes) {
        PointerByReference address = new PointerByReference();
        call("cuMemAllocHost_v2", () -> api.cuMemAllocHost_v2(address, bytes));
        return address.getValue();
    }

    void freeHost(Pointer address) {
        call("cuMemFreeHost", () -> api.cuMemFreeHost(address));
    }

    void zero(long address, long bytes, Pointer stream) {
        call("cuMemsetD8Async", () -> api.cuMemsetD8Async(address, (byte) 0, bytes, stream));
    }

    void toDevice(long to, Pointer from, long bytes, Pointer stream) {
        call("cuMemcpyHtoDAsync_v2", () -> api.cuMemcpyHtoDAsync_v2(to, from, bytes, stream));
    }

    void toHost(Pointer to, long from, long bytes, Pointer stream) {
        call("cuMemcpyDtoHAsync_v2", () -> api.cuMemcpyDtoHAsync_v2(to, from, bytes, stream));
    }
}
