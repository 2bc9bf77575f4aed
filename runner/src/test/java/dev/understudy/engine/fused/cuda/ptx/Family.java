package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Table.Loop1;
import dev.understudy.engine.fused.cuda.ptx.Table.Loop2;
import dev.understudy.engine.fused.cuda.ptx.Table.Loop3;

/** Opcodes whose operands are all of one kind. @param <R> the rows of that kind */
record Family<R>(Table table, Kind kind) {
    void one(String names, Loop1<R, R> loop) {
        table.one(names, kind, kind, loop);
    }

    void two(String names, Loop2<R, R, R> loop) {
        table.two(names, kind, kind, kind, loop);
    }

    void three(String names, Loop3<R, R, R, R> loop) {
        table.three(names, kind, kind, kind, kind, loop);
    }
}
