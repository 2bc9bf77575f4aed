package dev.understudy.engine.fused.cuda.ptx;

/** A fault of a kernel, with the thread and the block that caused it. */
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
