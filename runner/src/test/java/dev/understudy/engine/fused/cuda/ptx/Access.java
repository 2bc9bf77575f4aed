package dev.understudy.engine.fused.cuda.ptx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a load or store, and all that is to be asked of it: is it aligned, does it lie in one region, who else touches it. */
final class Access {
    private static final Pattern ADDRESS = Pattern.compile("\\[([%$\\w]+)(?:\\+(-?\\d+))?]");
    private static final int WORD = 4;

    private final Statement statement;
    private final Space space;
    private final int bytes;
    private final long[] wide; // one of the two is null
    private final int[] narrow;
    private final long offset;
    private boolean together;
    private Region region; // where the last thread was, which is where the next one will be

    /** @param address as it is written; @param bytes of a thread's access, all elements of a vector */
    Access(Operands operands, String space, String address, int bytes) {
        statement = operands.statement();
        this.space = operands.scope().spaces().get(space);
        this.bytes = bytes;
        Matcher m = ADDRESS.matcher(address);
        if (!m.matches()) {
            throw statement.refused("'" + address + "' is no address");
        }
        offset = m.group(2) == null ? 0 : Long.parseLong(m.group(2));
        boolean ints = operands.scope().registers().kind(m.group(1)) == Kind.INT;
        narrow = ints ? (int[]) operands.from(m.group(1), Kind.INT) : null;
        wide = ints ? null : (long[]) operands.from(m.group(1), Kind.LONG);
    }

    /** Where the place that was said last is. */
    Region region() {
        return region;
    }

    /**
     * Where threads [from, to) touch the same word, or words side by side, all of them are asked at once.
     *
     * @return the first one's place; −1 where they touch others, or where one of them must be asked alone since something is wrong
     */
    int all(int from, int to, Touch touch) {
        long stride = bytes == WORD ? stride(from, to) : -1;
        if (stride != 0 && stride != WORD) {
            return -1;
        }
        int word = index(from) >> 2;
        if (stride == 0) {
            together = true;
            return touch != Touch.WRITE && region.shadow().together(word, from, touch) ? word << 2 : -1;
        }
        together = false;
        return region.holds(address(to - 1), WORD) && region.shadow().sideBySide(word, from, to, touch) ? word << 2 : -1;
    }

    /** Of the last {@link #all}: the same word. */
    boolean together() {
        return together;
    }

    /** @return the thread's place in the region's memory */
    int one(int thread, Touch touch) {
        int index = index(thread);
        int last = index + bytes - 1 >> 2;
        for (int word = index >> 2; word <= last; word++) {
            String trouble = region.shadow().touch(word, thread, touch);
            if (trouble != null) {
                throw finding(trouble, thread);
            }
        }
        return index;
    }

    /** From one thread's address to the next one's, where it is the same for all; else −1. Local memory has none: each thread has its own. */
    private long stride(int from, int to) {
        if (space.ofThreads() || to - from < 2) {
            return -1;
        }
        long first = address(from);
        long stride = address(from + 1) - first;
        boolean regular = true;
        if (wide != null) {
            for (int i = from; i < to; i++) {
                regular &= wide[i] == wide[from] + stride * (i - from);
            }
        } else {
            for (int i = from; i < to; i++) {
                regular &= narrow[i] == narrow[from] + (int) stride * (i - from);
            }
        }
        return regular ? stride : -1;
    }

    private int index(int thread) {
        long address = address(thread);
        if ((address & bytes - 1) != 0) {
            throw finding("not aligned to " + bytes + " bytes", thread);
        }
        if (region == null || !region.holds(address, bytes)) {
            region = space.find(address, bytes);
            if (region == null) {
                throw finding("out of bounds", thread);
            }
        }
        return region.index(address, thread);
    }

    private long address(int thread) {
        return offset + (wide == null ? narrow[thread] & 0xFFFF_FFFFL : wide[thread]);
    }

    private Finding finding(String what, int thread) {
        return new Finding(statement, thread, what + "; at " + space.where(address(thread)));
    }
}
