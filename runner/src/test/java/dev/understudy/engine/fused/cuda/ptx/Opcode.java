package dev.understudy.engine.fused.cuda.ptx;

/** What an opcode does with a statement's operands. */
interface Opcode {
    Step bind(Operands operands);
}
