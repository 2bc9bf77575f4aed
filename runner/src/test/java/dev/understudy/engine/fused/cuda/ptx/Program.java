package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Flow.Stretch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A kernel whose statements know their rows of registers, for blocks of up to so many threads and so much dynamic shared memory. */
final class Program {
    private final Entry entry;
    private final List<Stretch> stretches;
    private final Step[][] steps; // of each stretch
    private final boolean[][] conditions; // of the branch at its end, if it has one
    private final Registers registers;
    private final Map<String, Scope.Parameter> parameters = new LinkedHashMap<>();
    private final Variables variables;
    private final Watch watch;
    private final int dynamicBytes;

    /** @throws IllegalArgumentException with the line that is not understood */
    Program(Entry entry, Table table, Space global, Moment moment, int threads, int dynamicBytes) {
        this.entry = entry;
        this.dynamicBytes = dynamicBytes;
        stretches = Flow.of(entry);
        registers = new Registers(entry.registers(), threads);
        entry.parameters()
                .forEach((name, type) -> parameters.put(
                        name, new Scope.Parameter(Kind.of(type), Kind.of(type).row(threads))));
        variables = new Variables(entry, threads, dynamicBytes, moment);
        watch = new Watch(entry, threads);
        steps = new Step[stretches.size()][];
        conditions = new boolean[stretches.size()][];
        bind(table, new Scope(registers, parameters, variables.addresses(), variables.spaces(global)));
    }

    private void bind(Table table, Scope scope) {
        for (int s = 0; s < steps.length; s++) {
            List<Step> all = new ArrayList<>();
            for (int i = stretches.get(s).from(); i < stretches.get(s).to(); i++) {
                Statement statement = entry.statements().get(i);
                Operands operands = new Operands(statement, scope);
                if (statement.guard() != null && !statement.branches()) {
                    throw statement.refused("only a branch may have a guard here");
                }
                if (statement.waits() && !statement.operands().equals(List.of("0"))) {
                    throw statement.refused("only barrier 0, which is for all threads, is known here");
                }
                all.addAll(watch.before(i));
                if (statement.branches()) {
                    conditions[s] = statement.guard() == null
                            ? null
                            : (boolean[]) operands.from(statement.guard(), Kind.PREDICATE);
                } else if (!statement.waits() && !statement.ends()) {
                    all.addAll(operands.around(table.of(statement).bind(operands)));
                }
                all.addAll(watch.after(i));
            }
            steps[s] = all.toArray(Step[]::new);
        }
    }

    boolean holds(int threads, int sharedBytes) {
        return threads <= registers.threads() && sharedBytes <= dynamicBytes;
    }

    Entry entry() {
        return entry;
    }

    List<Stretch> stretches() {
        return stretches;
    }

    Step[] steps(int stretch) {
        return steps[stretch];
    }

    /** Of the branch at the stretch's end; null without a branch, or if it is always taken. */
    boolean[] condition(int stretch) {
        return conditions[stretch];
    }

    Registers registers() {
        return registers;
    }

    List<Scope.Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    Variables variables() {
        return variables;
    }

    void beginBlock() {
        watch.beginBlock();
    }
}
