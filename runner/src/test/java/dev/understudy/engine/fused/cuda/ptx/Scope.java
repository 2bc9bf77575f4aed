package dev.understudy.engine.fused.cuda.ptx;

import java.util.Map;

/**
 * What a kernel's statements may name.
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
