package dev.understudy.engine.fused.cuda.ptx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Of the registers that may be read before they are written, which threads have written them: the text alone cannot say whether it happens. */
final class Watch {
    private final Entry entry;
    private final Map<String, boolean[]> written = new HashMap<>();
    private final Map<Integer, List<String>> suspects = new HashMap<>(); // by statement

    Watch(Entry entry, int threads) {
        this.entry = entry;
        for (Unwritten.Read read : Unwritten.of(entry)) {
            written.computeIfAbsent(read.register(), register -> new boolean[threads]);
            suspects.computeIfAbsent(read.statement(), s -> new ArrayList<>()).add(read.register());
        }
    }

    void beginBlock() {
        written.values().forEach(row -> Arrays.fill(row, false));
    }

    /** To be done ahead of a statement. */
    List<Step> before(int statement) {
        List<Step> steps = new ArrayList<>();
        for (String register : suspects.getOrDefault(statement, List.of())) {
            boolean[] row = written.get(register);
            steps.add((from, to) -> {
                for (int i = from; i < to; i++) {
                    if (!row[i]) {
                        throw new Finding(
                                entry.statements().get(statement),
                                i,
                                register + " is read, and nothing has written it");
                    }
                }
            });
        }
        return steps;
    }

    List<Step> after(int statement) {
        List<Step> steps = new ArrayList<>();
        for (String register : entry.statements().get(statement).writes()) {
            if (written.containsKey(register)) {
                boolean[] row = written.get(register);
                steps.add((from, to) -> Arrays.fill(row, from, to, true));
            }
        }
        return steps;
    }
}
