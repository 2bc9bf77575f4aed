package dev.understudy.engine.fused.cuda.ptx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A few statements of PTX as a kernel, run by a machine of their own. They have memory at %rd0, and registers of all kinds. */
final class Snippet {
    static final long ADDRESS = 1 << 20;

    private final List<String> shared = new ArrayList<>();
    private final List<String> statements;
    private int bytes = 256;
    private int threads = 1;
    private int blocks = 1;
    private int dynamicBytes;
    private int ulp;
    private String trouble;

    private Snippet(List<String> statements) {
        this.statements = statements;
    }

    /** Without declarations they begin at line 15. */
    static Snippet of(String... statements) {
        return new Snippet(List.of(statements));
    }

    /** @param declaration such as {@code .shared .align 4 .b8 a[8];} */
    Snippet with(String declaration) {
        shared.add(declaration);
        return this;
    }

    Snippet threads(int n) {
        threads = n;
        return this;
    }

    Snippet blocks(int n) {
        blocks = n;
        return this;
    }

    Snippet dynamicBytes(int n) {
        dynamicBytes = n;
        return this;
    }

    /** Of the memory at %rd0. */
    Snippet bytes(int n) {
        bytes = n;
        return this;
    }

    Snippet ulp(int n) {
        ulp = n;
        return this;
    }

    String text() {
        List<String> all = new ArrayList<>(List.of(
                ".version 6.3",
                ".target sm_75",
                ".extern .shared .align 16 .b8 dynamic[];",
                ".visible .entry snippet(",
                ".param .u64 snippet_param_0",
                ")",
                "{",
                ".reg .pred %p<9>;",
                ".reg .b16 %rs<9>;",
                ".reg .b32 %r<20>;",
                ".reg .f32 %f<20>;",
                ".reg .b64 %rd<20>;",
                ".reg .f64 %fd<9>;"));
        all.addAll(shared);
        all.add("ld.param.u64 %rd0, [snippet_param_0];");
        all.addAll(statements);
        all.addAll(List.of("ret;", "}"));
        return String.join("\n", all);
    }

    /** The memory afterwards. */
    ByteBuffer run() {
        ByteBuffer memory = Space.memory(bytes);
        for (int i = 0; i < bytes; i++) {
            memory.put(i, (byte) (i + 250)); // of either sign
        }
        Machine machine = new Machine(Ptx.of(text()), 0, ulp);
        machine.allocated(ADDRESS, memory);
        trouble = machine.launch("snippet", blocks, 1, threads, dynamicBytes, ADDRESS);
        return memory;
    }

    /** The finding, or null. */
    String trouble() {
        run();
        return trouble;
    }

    private ByteBuffer sound() {
        ByteBuffer memory = run();
        if (trouble != null) {
            throw new AssertionError(trouble);
        }
        return memory;
    }

    /** The value that the statements leave in %r1. */
    static int toInt(String... statements) {
        return of(joined(statements, "st.global.u32 [%rd0], %r1;")).sound().getInt(0);
    }

    static long toLong(String... statements) {
        return of(joined(statements, "st.global.u64 [%rd0], %rd1;")).sound().getLong(0);
    }

    static float toFloat(String... statements) {
        return of(joined(statements, "st.global.f32 [%rd0], %f1;")).sound().getFloat(0);
    }

    static double toDouble(String... statements) {
        return of(joined(statements, "st.global.f64 [%rd0], %fd1;")).sound().getDouble(0);
    }

    /** The value that the statements leave in %p1. */
    static boolean toPredicate(String... statements) {
        return toInt(joined(statements, "selp.b32 %r1, 1, 0, %p1;")) == 1;
    }

    private static String[] joined(String[] statements, String last) {
        List<String> all = new ArrayList<>(Arrays.asList(statements));
        Collections.addAll(all, last);
        return all.toArray(String[]::new);
    }

    /** A constant, as PTX writes it. */
    static String text(float value) {
        return String.format("0f%08X", Float.floatToRawIntBits(value));
    }

    static String text(double value) {
        return String.format("0d%016X", Double.doubleToRawLongBits(value));
    }
}
