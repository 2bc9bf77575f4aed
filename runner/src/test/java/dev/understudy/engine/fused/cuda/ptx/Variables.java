package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Entry.Variable;
import java.util.HashMap;
import java.util.Map;

/** The places of a kernel's variables in shared and local memory. */
final class Variables {
    private final Space shared = new Space(false);
    private final Space local = new Space(true);
    private final Map<String, Long> addresses = new HashMap<>();
    private final Moment moment;
    private Region dynamic;
    private int staticBytes;

    /** @param dynamicBytes at the most, of shared memory that a launch asks for; @param threads each of which has its local memory */
    Variables(Entry entry, int threads, int dynamicBytes, Moment moment) {
        this.moment = moment;
        for (Variable variable : entry.variables()) {
            if (variable.bytes() > 0) {
                put(shared, variable, variable.bytes(), 0, 1);
                staticBytes = (staticBytes + variable.align() - 1) / variable.align() * variable.align()
                        + variable.bytes(); // as an assembler packs them
            } else if (dynamic == null) {
                dynamic = put(shared, variable, dynamicBytes, 0, 1);
            } else {
                addresses.put(variable.name(), dynamic.from()); // all names of dynamic memory are of the same
            }
        }
        for (Variable variable : entry.local()) {
            put(local, variable, variable.bytes(), (variable.bytes() + 15) / 16 * 16, threads);
        }
    }

    private Region put(Space space, Variable variable, int bytes, int stride, int pieces) {
        int all = Math.max(stride * pieces, bytes);
        long at = space.place(variable.align(), bytes);
        Region region = new Region(at, bytes, stride, Space.memory(all), new Shadow(moment, all, true));
        space.put(region);
        addresses.put(variable.name(), at);
        return region;
    }

    Map<String, Space> spaces(Space global) {
        return Map.of("global", global, "shared", shared, "local", local);
    }

    Map<String, Long> addresses() {
        return addresses;
    }

    /** Of shared memory, which the kernel declares itself. */
    int staticBytes() {
        return staticBytes;
    }

    /** For the next launch. A kernel that names no dynamic memory cannot touch that of its launch. */
    void dynamicBytes(int bytes) {
        if (dynamic != null) {
            dynamic.resize(bytes);
        }
    }
}
