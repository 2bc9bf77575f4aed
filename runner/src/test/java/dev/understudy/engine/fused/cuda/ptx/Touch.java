package dev.understudy.engine.fused.cuda.ptx;

/** The kind of a thread's access to a word. */
enum Touch {
    READ,
    WRITE,
    /** By ld.global.nc, which counts on the whole launch not writing the word. */
    READ_AS_CONSTANT
}
