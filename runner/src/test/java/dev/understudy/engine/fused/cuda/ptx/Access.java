package dev.understudy.engine.fused.cuda.ptx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a load or store, and its checks: alignment, bounds of its region, and races with other threads. */
final class Access {
    private static final Pattern ADDRESS = Pattern.compile("\\[([%$\\w]+)(?:\\+(-?\\d+))?]");
    private static final int WORD = 4;
    private static final int MANY = 6; // threads that are worth it

    private final Statement statement;
    private final Space space;
    private final int bytes;
    private final long[] wide; // one of the two is null
    private final int[] narrow;
    private final long offset;
    private boolean regular; // of the last run: that it is one
    private boolean together;
    private Region region; // the place of the last thread, which is also that of the next one

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

    /** The index of the place that was given last. */
    Region region() {
        return region;
    }

    /**
     * The number of threads after this one that touch the same word, or adjacent words, so that all of them can be checked
     * at once; or the number of threads that do not.
     *
     * @return the end of the run, at least from + 1
     */
    int run(int from, int to) {
        regular = false;
        if (bytes < WORD || space.ofThreads()) {
            return to;
        }
        int i = from + 1;
        if (i < to && regular(address(i) - address(from))) {
            long stride = address(i) - address(from);
            while (i < to && address(i) - address(i - 1) == stride) {
                i++;
            }
            regular = true;
            together = stride == 0;
            return i;
        }
        while (i + 1 < to && !regular(address(i + 1) - address(i))) {
            i++;
        }
        return i + 1 < to ? i : to;
    }

    private boolean regular(long stride) {
        return stride == 0 || stride == bytes;
    }

    /** Of the last {@link #run}: all touch the same. */
    boolean together() {
        return together;
    }

    /** Checks a run at once. @return the first one's place; −1 if they must be checked one by one: they are few, not a run, or one is wrong */
    int many(int from, int to, Touch touch) {
        if (!regular || to - from < MANY || together && touch == Touch.WRITE) {
            return -1;
        }
        int index = index(from);
        boolean fine = together
                ? region.shadow().together(index >> 2, bytes / WORD, from, touch)
                : region.holds(address(to - 1), bytes)
                        && region.shadow().sideBySide(index >> 2, bytes / WORD, from, to, touch);
        return fine ? index : -1;
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
