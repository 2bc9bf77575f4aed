package dev.understudy.engine.fused.cuda.ptx;

import java.util.Map;

/**
 * The names that a kernel's statements may use.
 *
 * @param parameters rows that a launch fills
 * @param addresses of variables in shared and local memory
 * @param spaces by their names in opcodes: global, shared, local
 */
record Scope(
        Registers registers,
        Map<String, Parameter> parameters,
        Map<String, Long> addresses,
        Map<String, Space> spaces) {
    /** @param row holds the value in all places */
    record Parameter(Kind kind, Object row) {}
}
