package dev.understudy.engine.fused.cuda.ptx;

import java.util.List;
import java.util.Map;

/**
 * A kernel's text.
 *
 * @param parameters their names and types, in order
 * @param registers their kinds by name
 * @param variables in shared memory that it uses, those with no size being the launch's dynamic memory
 * @param local the thread's own variables
 * @param maxThreads .maxntid, or 0 without it
 * @param labels places in statements, one past the end included
 */
record Entry(
        String name,
        Map<String, String> parameters,
        Map<String, Kind> registers,
        List<Variable> variables,
        List<Variable> local,
        int maxThreads,
        List<Statement> statements,
        Map<String, Integer> labels) {
    /** @param bytes 0 for dynamic shared memory */
    record Variable(String name, int align, int bytes) {}
}
