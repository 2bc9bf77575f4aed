package dev.understudy.engine.fused.cuda.ptx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Executes PTX and checks every access: bounds, alignment, races, words that were never written, barriers that not
 * all threads reach. Semantics are those of NVIDIA's "Parallel Thread Execution ISA", quoted at the opcodes if they are not
 * obvious.
 */
public final class Machine {
    /** A block's shared memory that needs no asking: no GPU has less. */
    private static final int USUAL_SHARED = 48 << 10;

    private static final int THREADS = 1024;
    private static final int BLOCKS_Y = 65535;

    private final Ptx ptx;
    private final Table table;
    private final int sharedBytes;
    private final Space global = new Space(false);
    private final Moment moment = new Moment();
    private final Map<String, Block> blocks = new HashMap<>();
    private final Map<String, long[]> visits = new HashMap<>();

    /**
     * @param sharedBytes static and dynamic, that a block may have at the most
     * @param ulp by which approximate instructions are off
     */
    public Machine(Ptx ptx, int sharedBytes, int ulp) {
        this.ptx = ptx;
        table = new Table(ulp);
        this.sharedBytes = Math.max(USUAL_SHARED, sharedBytes);
    }

    public void allocated(long address, ByteBuffer memory) {
        global.put(new Region(address, memory.capacity(), 0, memory, new Shadow(moment, memory.capacity(), false)));
    }

    public void freed(long address) {
        global.remove(address);
    }

    /**
     * Runs a kernel to its end.
     *
     * @param arguments Long, Integer or Float, as its parameters are
     * @return the error, in one line; null without one
     * @throws IllegalArgumentException with the line that is not understood
     */
    public String launch(String kernel, int blocksX, int blocksY, int threads, int dynamicBytes, Object... arguments) {
        Entry entry = ptx.entry(kernel);
        if (entry == null) {
            return "there is no such kernel";
        }
        if (threads < 1 || threads > THREADS || blocksX < 1 || blocksY < 1 || blocksY > BLOCKS_Y) {
            return "the launch's shape is out of range";
        }
        if (entry.maxThreads() > 0 && threads > entry.maxThreads()) {
            return threads + " threads; .maxntid says " + entry.maxThreads();
        }
        if (arguments.length != entry.parameters().size()) {
            return "it has another number of parameters";
        }
        Block block = block(entry, threads, dynamicBytes);
        int all = block.program().variables().staticBytes() + dynamicBytes;
        if (all > sharedBytes) {
            return all + " bytes of shared memory, static and dynamic; a block has at most " + sharedBytes;
        }
        block.program().variables().dynamicBytes(dynamicBytes);
        pass(block.program(), arguments);
        return run(block, blocksX, blocksY, threads);
    }

    private Block block(Entry entry, int threads, int dynamicBytes) {
        Block block = blocks.get(entry.name());
        if (block == null || !block.program().holds(threads, dynamicBytes)) {
            Program program = new Program(entry, table, global, moment, threads, dynamicBytes);
            block = new Block(
                    program,
                    moment,
                    visits.computeIfAbsent(
                            entry.name(), name -> new long[program.stretches().size()]));
            blocks.put(entry.name(), block);
        }
        return block;
    }

    private static void pass(Program program, Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            Object row = program.parameters().get(i).row();
            if (row instanceof long[] longs && arguments[i] instanceof Long value) {
                Arrays.fill(longs, value);
            } else if (row instanceof int[] ints && arguments[i] instanceof Integer value) {
                Arrays.fill(ints, value);
            } else if (row instanceof float[] floats && arguments[i] instanceof Float value) {
                Arrays.fill(floats, value);
            } else {
                throw new IllegalArgumentException(program.entry().name() + ": argument " + i + " is " + arguments[i]
                        + "; expected " + program.parameters().get(i).kind());
            }
        }
    }

    private String run(Block block, int blocksX, int blocksY, int threads) {
        Registers registers = block.program().registers();
        registers.set("%ntid.x", threads);
        registers.set("%nctaid.x", blocksX);
        registers.set("%nctaid.y", blocksY);
        moment.beginLaunch();
        for (int y = 0; y < blocksY; y++) {
            for (int x = 0; x < blocksX; x++) {
                registers.set("%ctaid.x", x);
                registers.set("%ctaid.y", y);
                try {
                    block.run(threads);
                } catch (Finding finding) {
                    blocks.remove(block.program().entry().name());
                    return finding.in(block.program().entry().name(), x, y);
                }
            }
        }
        return null;
    }

    /** Stretches of text without a branch, of the kernels that were launched: how many there are, and how many of them were executed. */
    public record Coverage(int stretches, int visited) {}

    public Coverage coverage() {
        int all = visits.values().stream().mapToInt(counts -> counts.length).sum();
        return new Coverage(all, (int) visits.values().stream()
                .flatMapToLong(Arrays::stream)
                .filter(count -> count > 0)
                .count());
    }
}
