package dev.understudy.engine.fused.cuda;

import com.sun.jna.Pointer;
import dev.understudy.engine.fused.cuda.ptx.Machine;
import dev.understudy.engine.fused.cuda.ptx.Ptx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A launch with all the memory there was, so that it can be done again, with another text of the kernel.
 *
 * @param memory by address, as it was before
 */
record RecordedLaunch(
        String kernel,
        int blocksX,
        int blocksY,
        int threads,
        int sharedBytes,
        Object[] arguments,
        Map<Long, byte[]> memory) {
    private static final int ROOMY = 1 << 20;

    /** @return the error, or null */
    String with(Ptx text) {
        Machine machine = new Machine(text, ROOMY, 0);
        memory.forEach((address, bytes) -> {
            ByteBuffer copy = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
            machine.allocated(address, copy.put(0, bytes));
        });
        return machine.launch(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
    }

    /** Launches of {@link EveryKernel} by kernel. */
    static Map<String, List<RecordedLaunch>> ofEveryKernel() {
        Recorder recorder = new Recorder();
        EveryKernel.on(
                (sharedBytes, variants) -> List.of(() -> new EmulatedDevice(recorder, 0, sharedBytes, variants)),
                Set.of());
        return recorder.launches;
    }

    private static final class Recorder extends PtxKernels {
        private final Map<String, List<RecordedLaunch>> launches = new HashMap<>();
        private final Map<Long, Long> allocated = new TreeMap<>();

        Recorder() {
            super(carried(), carriedFast(), ROOMY);
        }

        @Override
        String run(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
            Map<Long, byte[]> memory = new HashMap<>();
            allocated.forEach((address, bytes) ->
                    memory.put(address, new Pointer(address).getByteArray(0, (int) (long) bytes)));
            launches.computeIfAbsent(kernel, k -> new ArrayList<>())
                    .add(new RecordedLaunch(kernel, blocksX, blocksY, threads, sharedBytes, arguments, memory));
            return super.run(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
        }

        @Override
        void allocated(long address, long bytes) {
            super.allocated(address, bytes);
            allocated.put(address, bytes);
        }

        @Override
        void freed(long address) {
            super.freed(address);
            allocated.remove(address);
        }
    }
}
