package dev.understudy.engine.fused.cuda.ptx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a load or store, and all that is to be asked of it: is it aligned, does it lie in one region, who else touches it. */
final class Access {
    private static final Pattern ADDRESS = Pattern.compile("\\[([%$\\w]+)(?:\\+(-?\\d+))?]");

    private final Statement statement;
    private final Space space;
    private final int bytes;
    private final long[] wide; // one of the two is null
    private final int[] narrow;
    private final long offset;
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

    /** After {@link #read}, {@link #readAsConstant} or {@link #write}: in which region the thread is. */
    Region region() {
        return region;
    }

    /** @return the thread's place in the region's memory */
    int read(int thread) {
        int index = index(thread);
        for (int word = index >> 2; word <= index + bytes - 1 >> 2; word++) {
            refuse(region.shadow().read(word, thread), thread);
        }
        return index;
    }

    int readAsConstant(int thread) {
        int index = index(thread);
        for (int word = index >> 2; word <= index + bytes - 1 >> 2; word++) {
            refuse(region.shadow().readAsConstant(word, thread), thread);
        }
        return index;
    }

    int write(int thread) {
        int index = index(thread);
        for (int word = index >> 2; word <= index + bytes - 1 >> 2; word++) {
            refuse(region.shadow().write(word, thread), thread);
        }
        return index;
    }

    private int index(int thread) {
        long address = address(thread);
        if ((address & bytes - 1) != 0) {
            refuse("not aligned to " + bytes + " bytes", thread);
        }
        if (region == null || !region.holds(address, bytes)) {
            region = space.find(address, bytes);
            if (region == null) {
                refuse("out of bounds", thread);
            }
        }
        return region.index(address, thread);
    }

    private long address(int thread) {
        return offset + (wide == null ? narrow[thread] & 0xFFFF_FFFFL : wide[thread]);
    }

    private void refuse(String what, int thread) {
        if (what != null) {
            throw new Finding(statement, thread, what + " at " + space.where(address(thread)));
        }
    }
}
