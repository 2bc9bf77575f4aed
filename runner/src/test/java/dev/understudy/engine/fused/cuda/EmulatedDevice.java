package dev.understudy.engine.fused.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Kernels compiled for the host as a device: their own text behind runner/src/test/cuda/emulation.h, unless others are given.
 * Every block of memory has guards on both sides, which are looked at when it is freed. Needs g++ and a Unix; tests skip without.
 */
public class EmulatedDevice implements Device {
    private static final int GUARD = 64; // bytes
    private static final byte MARK = 0x5A;

    private final HostKernels kernels;
    private final HostKernels fast; // stand in for kernels of the same names; null without FAST_CELLS
    private final Set<Variant> variants;
    private final int order;
    private final int sharedBytes;
    private final Map<Long, Memory> blocks = new HashMap<>();
    long launches;
    long writes;

    /** @param order of a block's threads between two barriers: 0 forward, 1 backward, else a permutation */
    public EmulatedDevice(int order, int sharedBytes) {
        this(HostKernels.ofText(), order, sharedBytes, Set.of());
    }

    public EmulatedDevice(HostKernels kernels, int order, int sharedBytes, Set<Variant> variants) {
        this.kernels = kernels;
        fast = variants.contains(Variant.FAST_CELLS) ? kernels.fastCells() : null;
        this.variants = variants;
        this.order = order;
        this.sharedBytes = sharedBytes;
    }

    /** Forward, with as much shared memory as an Ampere GPU's. */
    public static EmulatedDevice usual() {
        return new EmulatedDevice(0, 99 << 10);
    }

    /** Bytes that are allocated now. */
    public long allocated() {
        return blocks.values().stream()
                .mapToLong(block -> block.size() - 2 * GUARD)
                .sum();
    }

    @Override
    public String name() {
        return "emulated";
    }

    @Override
    public Set<Variant> variants() {
        return variants;
    }

    @Override
    public int sharedBytes() {
        return sharedBytes;
    }

    @Override
    public long allocate(long bytes) {
        Memory block = new Memory(bytes + 2 * GUARD);
        block.setMemory(0, block.size(), MARK);
        block.setMemory(GUARD, bytes, (byte) 0);
        long address = Pointer.nativeValue(block) + GUARD;
        blocks.put(address, block);
        each(one -> one.allocated(address, bytes));
        return address;
    }

    @Override
    public void free(long address) {
        Memory block = blocks.remove(address);
        if (block == null) {
            throw new AssertionError("freed, and never allocated");
        }
        each(one -> one.freed(address));
        byte[] guard = new byte[GUARD];
        Arrays.fill(guard, MARK);
        if (!Arrays.equals(block.getByteArray(0, GUARD), guard)
                || !Arrays.equals(block.getByteArray(block.size() - GUARD, GUARD), guard)) {
            throw new AssertionError("a kernel wrote beside a block of " + (block.size() - 2 * GUARD) + " bytes");
        }
        block.close();
    }

    private void each(Consumer<HostKernels> told) {
        told.accept(kernels);
        if (fast != null) {
            told.accept(fast);
        }
    }

    @Override
    public void write(long to, float[] from) {
        writes++;
        new Pointer(to).write(0, from, 0, from.length);
    }

    @Override
    public void write(long to, int[] from) {
        writes++;
        new Pointer(to).write(0, from, 0, from.length);
    }

    @Override
    public void write(long to, byte[] from) {
        writes++;
        new Pointer(to).write(0, from, 0, from.length);
    }

    @Override
    public void read(long from, float[] to) {
        new Pointer(from).read(0, to, 0, to.length);
    }

    @Override
    public void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
        launches++;
        if (sharedBytes > this.sharedBytes) {
            throw new AssertionError(
                    kernel + ": " + sharedBytes + " bytes of shared memory of at most " + this.sharedBytes);
        }
        try (LaunchArguments packed = new LaunchArguments()) {
            Pointer places = packed.pack(kernel, arguments);
            String trouble = (fast != null && fast.has(kernel) ? fast : kernels)
                    .launch(kernel, blocksX, blocksY, threads, sharedBytes, places, arguments.length, order);
            if (trouble != null) {
                throw new AssertionError(kernel + " (grid " + blocksX + "×" + blocksY + ", block " + threads
                        + ", shared " + sharedBytes + "): " + trouble);
            }
        }
    }

    @Override
    public void close() {
        Map.copyOf(blocks).keySet().forEach(this::free);
    }
}
