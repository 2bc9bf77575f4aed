package dev.understudy.engine.fused.cuda.ptx;

import java.util.HashMap;
import java.util.Map;

/** The known opcodes of PTX, with all their modifiers, as the text has them. Each has a loop of its own, which the JVM compiles for itself. */
final class Table {
    /** Of the rows d, a, b, c the places [from, to). */
    interface Loop1<D, A> {
        void run(D d, A a, int from, int to);
    }

    interface Loop2<D, A, B> {
        void run(D d, A a, B b, int from, int to);
    }

    interface Loop3<D, A, B, C> {
        void run(D d, A a, B b, C c, int from, int to);
    }

    private final Map<String, Opcode> opcodes = new HashMap<>();

    /** @param ulp by which approximate instructions are off */
    Table(int ulp) {
        FloatOpcodes.into(this);
        DoubleOpcodes.into(this);
        Approximations.into(this, ulp);
        IntOpcodes.into(this);
        BitOpcodes.into(this);
        LongOpcodes.into(this);
        PredicateOpcodes.into(this);
        Conversions.into(this);
        MemoryOpcodes.into(this);
    }

    /** @throws IllegalArgumentException with the statement's line, if its opcode is not known */
    Opcode of(Statement statement) {
        Opcode opcode = opcodes.get(statement.opcode());
        if (opcode == null) {
            throw statement.refused("its opcode is not known here");
        }
        return opcode;
    }

    /** @param names with blanks between them */
    void put(String names, Opcode opcode) {
        for (String name : names.split(" ")) {
            opcodes.put(name, opcode);
        }
    }

    /** @param d, a kinds of the result and of its operands */
    <D, A> void one(String names, Kind d, Kind a, Loop1<D, A> loop) {
        put(names, o -> {
            D to = row(o.to(0, d));
            A x = row(o.from(1, a));
            return (from, end) -> loop.run(to, x, from, end);
        });
    }

    <D, A, B> void two(String names, Kind d, Kind a, Kind b, Loop2<D, A, B> loop) {
        put(names, o -> {
            D to = row(o.to(0, d));
            A x = row(o.from(1, a));
            B y = row(o.from(2, b));
            return (from, end) -> loop.run(to, x, y, from, end);
        });
    }

    <D, A, B, C> void three(String names, Kind d, Kind a, Kind b, Kind c, Loop3<D, A, B, C> loop) {
        put(names, o -> {
            D to = row(o.to(0, d));
            A x = row(o.from(1, a));
            B y = row(o.from(2, b));
            C z = row(o.from(3, c));
            return (from, end) -> loop.run(to, x, y, z, from, end);
        });
    }

    @SuppressWarnings("unchecked") // the kind says which it is
    static <R> R row(Object row) {
        return (R) row;
    }
}
