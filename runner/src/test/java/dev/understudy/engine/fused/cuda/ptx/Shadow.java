package dev.understudy.engine.fused.cuda.ptx;

/**
 * The last accesses of each word. Two threads of a block race if both touch a word between two barriers and one of them
 * writes; two blocks of a launch race if both touch it and one of them writes. PTX orders nothing between threads but by barriers (PTX ISA,
 * "Memory Consistency Model"), not even within a warp, so a write of the value that is there already is a race like any
 * other; the kernels need none.
 */
final class Shadow {
    /** In place of a thread. */
    private static final int CONSTANT = Moment.MANY - 1;

    private final Moment moment;
    private final boolean ofBlock; // memory of a single block, without valid content when the block begins
    private final long[] written; // stamps, [words]
    private final long[] read;
    private final long[]
            readElsewhere; // by an earlier block, if another has read since, or, with CONSTANT, by ld.global.nc

    /** @param ofBlock shared or local memory, in which a block finds nothing that it may read */
    Shadow(Moment moment, int bytes, boolean ofBlock) {
        this.moment = moment;
        this.ofBlock = ofBlock;
        int words = (bytes + 3) / 4;
        written = new long[words];
        read = new long[words];
        readElsewhere = new long[ofBlock ? 0 : words];
    }

    /** @return the error, or null */
    String touch(int word, int thread, Touch touch) {
        return switch (touch) {
            case READ -> read(word, thread);
            case WRITE -> write(word, thread);
            case READ_AS_CONSTANT -> readAsConstant(word, thread);
        };
    }

    /** Several threads read the same words. @param thread one of them; @return false on an error */
    boolean together(int word, int words, int thread, Touch touch) {
        boolean fine = true;
        for (int w = word; w < word + words; w++) {
            if (touch == Touch.READ_AS_CONSTANT) {
                fine &= readAsConstant(w, thread) == null;
            } else if (moment.ofInterval(written[w]) || read(w, thread) != null) {
                fine = false;
            } else {
                read[w] = moment.stamp(Moment.MANY);
            }
        }
        return fine;
    }

    /** Thread from touches so many words, the next one those behind them, and so on to the one before to. @return false on an error */
    boolean sideBySide(int word, int words, int from, int to, Touch touch) {
        return switch (touch) {
            case READ -> readSideBySide(word, words, from, to);
            case WRITE -> writeSideBySide(word, words, from, to);
            case READ_AS_CONSTANT -> {
                boolean fine = true;
                for (int w = word; w < word + words * (to - from); w++) {
                    fine &= readAsConstant(w, from) == null;
                }
                yield fine;
            }
        };
    }

    /** {@link #read} of many words; quick if no other thread writes a word now, and no other block has touched it. Most of the time is spent here. */
    private boolean readSideBySide(int word, int words, int from, int to) {
        boolean fine = true;
        long launch = moment.launch();
        long block = moment.block();
        long interval = moment.interval();
        long many = moment.stamp(Moment.MANY);
        for (int i = from, w = word; i < to; i++) {
            for (int k = 0; k < words; k++, w++) {
                long own = interval | i;
                long by = written[w];
                long r = read[w];
                if ((by < launch ? !ofBlock : by >= block && by < interval || by == own)
                        && (ofBlock || r < launch || r >= block)) {
                    read[w] = r < interval || r == own ? own : many;
                } else {
                    fine &= read(w, i) == null;
                }
            }
        }
        return fine;
    }

    private boolean writeSideBySide(int word, int words, int from, int to) {
        boolean fine = true;
        long launch = moment.launch();
        long block = moment.block();
        long interval = moment.interval();
        for (int i = from, w = word; i < to; i++) {
            for (int k = 0; k < words; k++, w++) {
                long own = interval | i;
                long by = written[w];
                long r = read[w];
                boolean ours = (by == own || by < launch || by >= block && by < interval)
                        && (r == own || r < launch || r >= block && r < interval);
                if (ours && (ofBlock || readElsewhere[w] < launch)) {
                    written[w] = own;
                } else {
                    fine &= write(w, i) == null;
                }
            }
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
                readElsewhere[word] = Math.max(readElsewhere[word], r);
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
        readElsewhere[word] = moment.stamp(CONSTANT);
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
            long elsewhere = readElsewhere[word];
            if (moment.ofLaunch(elsewhere) && Moment.thread(elsewhere) == CONSTANT) {
                return "written in the launch that reads it by ld.global.nc";
            }
            if (moment.ofLaunch(r) && !moment.ofBlock(r) || moment.ofLaunch(elsewhere)) {
                return "written, and another block of the launch has read it";
            }
        }
        written[word] = moment.stamp(thread);
        return null;
    }

    private static String name(long stamp) {
        return Moment.thread(stamp) == Moment.MANY ? "other threads" : "thread " + Moment.thread(stamp);
    }
}
