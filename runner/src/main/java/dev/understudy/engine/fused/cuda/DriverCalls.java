package dev.understudy.engine.fused.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The driver's functions as cuda.h declares them; CUdeviceptr is 64 bits. Names have the version suffix that the
 * header's macros choose. Two calls are made elsewhere: launches by {@link DirectLaunch}, for speed, and the release of
 * the context, whose name depends on the driver, by {@link CudaDriver}.
 */
interface DriverCalls extends Library {
    int cuInit(int flags);

    int cuGetErrorString(int code, PointerByReference text);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    int cuCtxSetCurrent(Pointer context);

    int cuModuleLoadDataEx(PointerByReference module, Pointer image, int count, int[] options, Pointer values);

    int cuModuleUnload(Pointer module);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuFuncSetAttribute(Pointer function, int attribute, int value);

    int cuStreamCreate(PointerByReference stream, int flags);

    int cuStreamSynchronize(Pointer stream);

    int cuStreamDestroy_v2(Pointer stream);

    int cuMemGetInfo_v2(LongByReference free, LongByReference total);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemAllocHost_v2(PointerByReference address, long bytes);

    int cuMemFreeHost(Pointer address);

    int cuMemsetD8Async(long address, byte value, long bytes, Pointer stream);

    int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream);

    int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream);
}
