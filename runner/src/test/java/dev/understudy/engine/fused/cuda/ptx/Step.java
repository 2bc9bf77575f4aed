package dev.understudy.engine.fused.cuda.ptx;

/** An instruction that knows its rows of registers: done by the threads [from, to) of a block. */
interface Step {
    void run(int from, int to);
}
