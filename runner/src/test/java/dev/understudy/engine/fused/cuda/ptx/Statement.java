package dev.understudy.engine.fused.cuda.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instruction.
 *
 * @param line of the text, from 1
 * @param guard the predicate under which a branch is taken; null if it always is
 * @param unless the guard is false
 * @param operands as they are written, {@code {%f1, %f2}} being one
 */
record Statement(int line, String opcode, List<String> operands, String guard, boolean unless) {
    private static final Pattern REGISTER = Pattern.compile("%\\w+(\\.\\w+)?");

    String family() {
        int dot = opcode.indexOf('.');
        return dot < 0 ? opcode : opcode.substring(0, dot);
    }

    boolean branches() {
        return family().equals("bra");
    }

    boolean ends() {
        return opcode.equals("ret") || opcode.equals("exit");
    }

    /** For all threads of the block. */
    boolean waits() {
        return opcode.equals("bar.sync");
    }

    /** Registers whose values it takes, those of an address too. Special ones, such as %tid.x, have values from the start. */
    List<String> reads() {
        List<String> registers = new ArrayList<>(guard == null ? List.of() : List.of(guard));
        if (!branches() && !waits()) {
            operands.stream().skip(family().equals("st") ? 0 : 1).forEach(operand -> addRegisters(operand, registers));
        }
        return registers;
    }

    List<String> writes() {
        List<String> registers = new ArrayList<>();
        if (!branches() && !waits() && !ends() && !family().equals("st")) {
            addRegisters(operands.get(0), registers);
        }
        return registers;
    }

    private static void addRegisters(String operand, List<String> to) {
        Matcher register = REGISTER.matcher(operand);
        while (register.find()) {
            if (register.group(1) == null) {
                to.add(register.group());
            }
        }
    }

    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("line " + line + ": " + this + ": " + why);
    }

    @Override
    public String toString() {
        return (guard == null ? "" : "@" + (unless ? "!" : "") + guard + " ")
                + opcode
                + (operands.isEmpty() ? "" : " " + String.join(", ", operands));
    }
}
