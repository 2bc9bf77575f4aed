package dev.understudy.engine.fused.cuda.ptx;

/**
 * Who touched which word last. Two threads of a block race where both touch a word between two barriers and one of them
 * writes; two blocks of a launch where both touch it at all. PTX orders nothing between threads but by barriers (PTX ISA,
 * "Memory Consistency Model"), not even within a warp, so a write of the value that is there already is a race like any
 * other; the kernels need none.
 */
final class Shadow {
    private final Moment moment;
    private final boolean ofBlock; // memory that a block has to itself, and that holds nothing when the block begins
    private final long[] written; // stamps, [words]
    private final long[] read;
    private final long[] readBefore; // by an earlier block, where another has read since
    private final long[] readAsConstant; // by ld.global.nc

    /** @param ofBlock shared or local memory, where a block finds nothing that it may read */
    Shadow(Moment moment, int bytes, boolean ofBlock) {
        this.moment = moment;
        this.ofBlock = ofBlock;
        int words = (bytes + 3) / 4;
        written = new long[words];
        read = new long[words];
        readBefore = new long[ofBlock ? 0 : words];
        readAsConstant = new long[ofBlock ? 0 : words];
    }

    /** @return what is wrong, or null */
    String touch(int word, int thread, Touch touch) {
        return switch (touch) {
            case READ -> read(word, thread);
            case WRITE -> write(word, thread);
            case READ_AS_CONSTANT -> readAsConstant(word, thread);
        };
    }

    /** Several threads read a word. @param thread one of them; @return false where something is wrong */
    boolean together(int word, int thread, Touch touch) {
        if (touch == Touch.READ_AS_CONSTANT) {
            return readAsConstant(word, thread) == null;
        }
        if (moment.ofInterval(written[word]) || read(word, thread) != null) {
            return false;
        }
        read[word] = moment.stamp(Moment.MANY);
        return true;
    }

    /** Thread from touches the word, the next one the next word, and so on to the one before to. @return false where something is wrong */
    boolean sideBySide(int word, int from, int to, Touch touch) {
        boolean fine = true;
        for (int i = from; i < to; i++) {
            fine &= touch(word + i - from, i, touch) == null;
        }
        return fine;
    }

    private String read(int word, int thread) {
        long w = written[word];
        if (ofBlock && !moment.ofBlock(w)) {
            return "read, and nobody has written it";
        }
        if (moment.ofInterval(w) && Moment.thread(w) != thread) {
            return "read after a write by " + name(w) + ", and no barrier between them";
        }
        if (!ofBlock && moment.ofLaunch(w) && !moment.ofBlock(w)) {
            return "read, and another block of the launch has written it";
        }
        long r = read[word];
        if (!moment.ofInterval(r)) {
            if (!ofBlock && moment.ofLaunch(r) && !moment.ofBlock(r)) {
                readBefore[word] = r;
            }
            read[word] = moment.stamp(thread);
        } else if (Moment.thread(r) != thread) {
            read[word] = moment.stamp(Moment.MANY);
        }
        return null;
    }

    private String readAsConstant(int word, int thread) {
        if (moment.ofLaunch(written[word])) {
            return "read by ld.global.nc, and the launch itself has written it";
        }
        readAsConstant[word] = moment.stamp(thread);
        return null;
    }

    private String write(int word, int thread) {
        long w = written[word];
        if (moment.ofInterval(w) && Moment.thread(w) != thread) {
            return "written after a write by " + name(w) + ", and no barrier between them";
        }
        long r = read[word];
        if (moment.ofInterval(r) && Moment.thread(r) != thread) {
            return "written after a read by " + name(r) + ", and no barrier between them";
        }
        if (!ofBlock) {
            if (moment.ofLaunch(w) && !moment.ofBlock(w)) {
                return "written, and another block of the launch has written it too";
            }
            if (moment.ofLaunch(r) && !moment.ofBlock(r) || moment.ofLaunch(readBefore[word]) && !moment.ofBlock(readBefore[word])) {
                return "written, and another block of the launch has read it";
            }
            if (moment.ofLaunch(readAsConstant[word])) {
                return "written in the launch that reads it by ld.global.nc";
            }
        }
        written[word] = moment.stamp(thread);
        return null;
    }

    private static String name(long stamp) {
        return Moment.thread(stamp) == Moment.MANY ? "other threads" : "thread " + Moment.thread(stamp);
    }
}
