package dev.understudy.engine.fused.cuda.ptx;

import java.util.ArrayList;
import java.util.List;

/** A statement's operands as rows. If an instruction takes bits of another kind than its register has, they are copied before or after it. */
final class Operands {
    private final Statement statement;
    private final Registers registers;
    private final Scope scope;
    private final List<Step> before = new ArrayList<>();
    private final List<Step> after = new ArrayList<>();

    Operands(Statement statement, Scope scope) {
        this.statement = statement;
        this.scope = scope;
        registers = scope.registers();
    }

    Statement statement() {
        return statement;
    }

    String text(int operand) {
        if (operand >= statement.operands().size()) {
            throw statement.refused("it has too few operands");
        }
        return statement.operands().get(operand);
    }

    /** The registers of a vector in braces. */
    String[] vector(int operand, int n) {
        String[] names = text(operand).replaceAll("[{}\\s]", "").split(",");
        if (names.length != n) {
            throw statement.refused("expected " + n + " registers");
        }
        return names;
    }

    Scope scope() {
        return scope;
    }

    Object from(int operand, Kind kind) {
        return from(text(operand), kind);
    }

    Object to(int operand, Kind kind) {
        return to(text(operand), kind);
    }

    /** The row to read: a register's, or one of a constant. */
    Object from(String operand, Kind kind) {
        if (!operand.startsWith("%")) {
            return registers.constant(kind, bits(operand, kind));
        }
        if (kind == Kind.INT
                && registers.kind(operand) == Kind.LONG
                && (statement.family().equals("cvt") || statement.family().equals("st"))) {
            return low(operand);
        }
        if (kind(operand, kind) == kind) {
            return registers.row(operand);
        }
        Object copy = kind.row(registers.threads());
        before.add(copy(registers.row(operand), copy));
        return copy;
    }

    /** Only cvt and st take a register that is wider than their type (PTX ISA, "Operand Size Exceeding Instruction-Type Size"). */
    private int[] low(String register) {
        int[] row = new int[registers.threads()];
        long[] a = (long[]) registers.row(register);
        before.add((start, end) -> {
            for (int i = start; i < end; i++) {
                row[i] = (int) a[i];
            }
        });
        return row;
    }

    Object to(String register, Kind kind) {
        if (kind(register, kind) == kind) {
            return registers.row(register);
        }
        Object row = kind.row(registers.threads());
        after.add(copy(row, registers.row(register)));
        return row;
    }

    /** As {@link #to}, and a 64-bit register takes 32 bits too, extended by zeros or by the sign. */
    Object loaded(String register, Kind kind, boolean signed) {
        if (kind != Kind.INT || registers.kind(register) != Kind.LONG) {
            return to(register, kind);
        }
        int[] row = new int[registers.threads()];
        long[] d = (long[]) registers.row(register);
        after.add((start, end) -> {
            for (int i = start; i < end; i++) {
                d[i] = signed ? row[i] : row[i] & 0xFFFF_FFFFL;
            }
        });
        return row;
    }

    /** Its own kind, which may be another one of the same size. */
    private Kind kind(String register, Kind wanted) {
        Kind its = registers.kind(register);
        if (its == null || its != wanted && (its.bytes() != wanted.bytes() || its == Kind.PREDICATE)) {
            throw statement.refused(
                    register + " is " + (its == null ? "not declared" : "declared as " + its) + "; expected " + wanted);
        }
        return its;
    }

    private long bits(String operand, Kind kind) {
        if (scope.addresses().containsKey(operand) && (kind == Kind.INT || kind == Kind.LONG)) {
            return scope.addresses().get(operand);
        }
        if (operand.matches("0[fF]\\p{XDigit}{8}") && (kind == Kind.FLOAT || kind == Kind.INT)) {
            return Integer.parseUnsignedInt(operand.substring(2), 16);
        }
        if (operand.matches("0[dD]\\p{XDigit}{16}") && (kind == Kind.DOUBLE || kind == Kind.LONG)) {
            return Long.parseUnsignedLong(operand.substring(2), 16);
        }
        if (operand.matches("-?\\d+|0x\\p{XDigit}+") && kind != Kind.FLOAT && kind != Kind.DOUBLE) {
            return operand.startsWith("0x")
                    ? Long.parseUnsignedLong(operand.substring(2), 16)
                    : Long.parseLong(operand);
        }
        throw statement.refused("'" + operand + "' is no value of " + kind);
    }

    private static Step copy(Object from, Object to) {
        if (from instanceof int[] a && to instanceof float[] d) {
            return (start, end) -> {
                for (int i = start; i < end; i++) {
                    d[i] = Float.intBitsToFloat(a[i]);
                }
            };
        } else if (from instanceof float[] a && to instanceof int[] d) {
            return (start, end) -> {
                for (int i = start; i < end; i++) {
                    d[i] = Float.floatToRawIntBits(a[i]);
                }
            };
        } else if (from instanceof long[] a && to instanceof double[] d) {
            return (start, end) -> {
                for (int i = start; i < end; i++) {
                    d[i] = Double.longBitsToDouble(a[i]);
                }
            };
        }
        double[] a = (double[]) from;
        long[] d = (long[]) to;
        return (start, end) -> {
            for (int i = start; i < end; i++) {
                d[i] = Double.doubleToRawLongBits(a[i]);
            }
        };
    }

    /** The instruction with the copies that it needs. */
    List<Step> around(Step step) {
        List<Step> all = new ArrayList<>(before);
        all.add(step);
        all.addAll(after);
        return all;
    }
}
