package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Flow.Stretch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Registers that may be read before they are written: on some path through the text, taken or not. Definite assignment over
 * the control-flow graph (Aho, Lam, Sethi, Ullman: Compilers, 9.2): the registers that are written on every path to a stretch, the greatest
 * solution, by a list of work.
 */
final class Unwritten {
    /** @param statement its place in the entry's statements */
    record Read(int statement, String register) {}

    private final Entry entry;
    private final List<Stretch> stretches;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final BitSet[] written; // at the start of each stretch; null if no path to it is known

    private Unwritten(Entry entry) {
        this.entry = entry;
        stretches = Flow.of(entry);
        written = new BitSet[stretches.size()];
        for (Statement statement : entry.statements()) {
            statement.reads().forEach(this::number);
            statement.writes().forEach(this::number);
        }
        flow();
    }

    /** In the order of the text; a stretch that nothing leads to has none. */
    static List<Read> of(Entry entry) {
        return new Unwritten(entry).reads();
    }

    private int number(String register) {
        return numbers.computeIfAbsent(register, r -> numbers.size());
    }

    private void flow() {
        written[0] = new BitSet();
        ArrayDeque<Integer> work = new ArrayDeque<>(List.of(0));
        while (!work.isEmpty()) {
            int number = work.pop();
            Stretch stretch = stretches.get(number);
            BitSet after = (BitSet) written[number].clone();
            entry.statements().subList(stretch.from(), stretch.to()).forEach(statement -> write(statement, after));
            for (int successor : stretch.successors()) {
                BitSet before = written[successor];
                written[successor] = (BitSet) after.clone();
                if (before != null) {
                    written[successor].and(before);
                }
                if (!written[successor].equals(before)) {
                    work.push(successor);
                }
            }
        }
    }

    private void write(Statement statement, BitSet to) {
        statement.writes().forEach(register -> to.set(number(register)));
    }

    private List<Read> reads() {
        List<Read> reads = new ArrayList<>();
        for (int s = 0; s < written.length; s++) {
            BitSet now = written[s];
            for (int i = stretches.get(s).from();
                    now != null && i < stretches.get(s).to();
                    i++) {
                for (String register : entry.statements().get(i).reads()) {
                    if (!now.get(number(register)) && !cutOff(entry.statements().get(i), register)) {
                        reads.add(new Read(i, register));
                    }
                }
                write(entry.statements().get(i), now);
            }
        }
        return reads;
    }

    /** Whether it is the upper half of a pair of which everybody takes the lower half: the compiler pairs a number so with any register. */
    private boolean cutOff(Statement pairing, String register) {
        if (!pairing.opcode().equals("mov.b64") || !pairing.operands().get(1).matches("\\{%\\w+, *" + register + "}")) {
            return false;
        }
        String pair = pairing.operands().get(0);
        return entry.statements().stream()
                .filter(statement -> statement.reads().contains(pair))
                .allMatch(statement -> statement.opcode().equals("and.b64")
                        && statement.operands().subList(1, 3).equals(List.of(pair, "4294967295")));
    }
}
