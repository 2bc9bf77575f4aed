package dev.understudy.engine.fused.cuda.ptx;

/** The effect of an opcode on a statement's operands. */
interface Opcode {
    Step bind(Operands operands);
}
