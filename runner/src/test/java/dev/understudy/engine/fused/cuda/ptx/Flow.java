package dev.understudy.engine.fused.cuda.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A kernel's statements in stretches: a thread that enters one runs through it to its end. In the order of the text.
 */
final class Flow {
    /**
     * Statements [from, to), the last of them, if it is one, a branch, a barrier or the end.
     *
     * @param last of them
     * @param waits at a barrier, then
     * @param next the stretch that follows, or −1: with no target either, the thread ends
     * @param target of the branch at the end, or −1
     */
    record Stretch(int from, int to, Statement last, boolean waits, int next, int target) {
        /** The stretches that may follow this one. */
        List<Integer> successors() {
            List<Integer> all = new ArrayList<>();
            for (int successor : new int[] {next, target}) {
                if (successor >= 0) {
                    all.add(successor);
                }
            }
            return all;
        }
    }

    private Flow() {}

    /** @throws IllegalArgumentException if a branch leads to no label, or the text ends without ret */
    static List<Stretch> of(Entry entry) {
        List<Statement> statements = entry.statements();
        TreeSet<Integer> starts = new TreeSet<>(entry.labels().values());
        starts.add(0);
        for (int i = 0; i < statements.size(); i++) {
            if (closes(statements.get(i))) {
                starts.add(i + 1);
            }
        }
        starts.remove(statements.size());
        List<Integer> from = new ArrayList<>(starts);
        List<Stretch> stretches = new ArrayList<>();
        for (int s = 0; s < from.size(); s++) {
            int to = s + 1 < from.size() ? from.get(s + 1) : statements.size();
            Statement last = statements.get(to - 1);
            int target = last.branches() ? from.indexOf(target(entry, last)) : -1;
            int next = last.ends() || last.branches() && last.guard() == null ? -1 : s + 1;
            if (next == from.size() || last.branches() && target < 0) {
                throw last.refused("from here one runs out of the kernel");
            }
            stretches.add(new Stretch(from.get(s), to, last, last.waits(), next, target));
        }
        return stretches;
    }

    private static boolean closes(Statement statement) {
        return statement.branches() || statement.waits() || statement.ends();
    }

    private static Integer target(Entry entry, Statement branch) {
        Integer at = entry.labels().get(branch.operands().get(0));
        if (at == null) {
            throw branch.refused("there is no such label");
        }
        return at;
    }
}
