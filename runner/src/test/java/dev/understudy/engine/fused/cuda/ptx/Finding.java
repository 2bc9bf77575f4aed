package dev.understudy.engine.fused.cuda.ptx;

/** Something that a kernel must not do, and which thread of a block did it. */
final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Statement statement;
    private final int thread;

    Finding(Statement statement, int thread, String what) {
        super(what, null, false, false);
        this.statement = statement;
        this.thread = thread;
    }

    /** In one line. */
    String in(String kernel, int blockX, int blockY) {
        return kernel + ", PTX line " + statement.line() + " (" + statement + "): " + getMessage() + "; thread "
                + thread + " of block " + blockX + "," + blockY;
    }
}
