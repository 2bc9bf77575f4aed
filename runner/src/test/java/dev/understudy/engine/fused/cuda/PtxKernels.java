package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import dev.understudy.engine.fused.cuda.ptx.Machine;
import dev.understudy.engine.fused.cuda.ptx.Ptx;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The kernels' PTX, the text that NVIDIA's driver compiles, executed with a check of every access. */
public class PtxKernels extends HostKernels {
    /** Error that approximate instructions are given, in ulp: {@code -Dunderstudy.ptx.ulp=1} shows the possible effect of a GPU's last bits. */
    private static final int ULP = Integer.getInteger("understudy.ptx.ulp", 0);

    private static final Map<Integer, PtxKernels> BY_SHARED = new HashMap<>();
    private static Ptx carried;
    private static Ptx carriedFast;

    private final Ptx ptx;
    private final Machine machine;
    private final PtxKernels fast;
    private final Set<String> launched = new TreeSet<>();

    /** @param fast replacements of some of the others, or null; @param sharedBytes of the device, in addition to the variables that kernels declare */
    PtxKernels(Ptx ptx, Ptx fast, int sharedBytes) {
        this.ptx = ptx;
        machine = new Machine(ptx, sharedBytes + KernelModule.STATIC_SHARED, ULP);
        this.fast = fast == null ? null : new PtxKernels(fast, null, sharedBytes);
    }

    /** Those in the program. @param sharedBytes of the device, in addition to the variables that kernels declare */
    public static synchronized PtxKernels of(int sharedBytes) {
        return BY_SHARED.computeIfAbsent(sharedBytes, bytes -> new PtxKernels(carried(), carriedFast(), bytes));
    }

    /** The text that the program carries, read once. */
    static synchronized Ptx carried() {
        if (carried == null) {
            carried = Ptx.of(new String(KernelModule.ptx(), UTF_8));
        }
        return carried;
    }

    static synchronized Ptx carriedFast() {
        if (carriedFast == null) {
            carriedFast = Ptx.of(new String(KernelModule.fastPtx(), UTF_8));
        }
        return carriedFast;
    }

    @Override
    PtxKernels fastCells() {
        return fast;
    }

    @Override
    String launch(
            String kernel,
            int blocksX,
            int blocksY,
            int threads,
            int sharedBytes,
            Pointer places,
            int count,
            int order) {
        List<Class<?>> parameters = ptx.parameters(kernel);
        if (parameters == null || parameters.size() != count) {
            return parameters == null ? UNKNOWN : "it has another number of parameters";
        }
        Object[] arguments = new Object[count];
        for (int i = 0; i < count; i++) {
            Pointer at = places.getPointer((long) i * Long.BYTES);
            arguments[i] = parameters.get(i) == Long.class
                    ? (Object) at.getLong(0)
                    : parameters.get(i) == Integer.class ? (Object) at.getInt(0) : (Object) at.getFloat(0);
        }
        return run(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
    }

    /** @param arguments Long, Integer or Float, as the kernel's parameters are */
    String run(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
        launched.add(kernel);
        return machine.launch(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
    }

    /** Names of the kernels that were launched. */
    Set<String> launched() {
        return launched;
    }

    Machine machine() {
        return machine;
    }

    @Override
    void allocated(long address, long bytes) {
        machine.allocated(address, new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder()));
    }

    @Override
    void freed(long address) {
        machine.freed(address);
    }
}
