package dev.understudy.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real disk of which one operation, the n-th, goes wrong: either it reports a full disk, or the program ends there and
 * nothing that follows has any effect. A write that goes wrong leaves half of its bytes.
 */
final class FaultyDisk implements Disk {
    /** The program is gone: no handler of the code under test may count as having run. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** The operations so far, by name. */
    final List<String> operations = new ArrayList<>();

    private final int failing;
    private final boolean killed;
    private boolean dead;

    private FaultyDisk(int failing, boolean killed) {
        this.failing = failing;
        this.killed = killed;
    }

    static FaultyDisk fullAt(int operation) {
        return new FaultyDisk(operation, false);
    }

    static FaultyDisk killedAt(int operation) {
        return new FaultyDisk(operation, true);
    }

    boolean hasFailed() {
        return operations.size() >= failing;
    }

    private boolean fails(String operation) {
        if (dead) {
            throw new Killed();
        }
        operations.add(operation);
        return operations.size() == failing;
    }

    private void fail() throws IOException {
        if (killed) {
            dead = true;
            throw new Killed();
        }
        throw new IOException("No space left on device");
    }

    private void step(String operation) throws IOException {
        if (fails(operation)) {
            fail();
        }
    }

    @Override
    public Handle create(Path file) throws IOException {
        step("create " + file.getFileName());
        return watched(REAL.create(file));
    }

    @Override
    public Handle append(Path file) throws IOException {
        step("append " + file.getFileName());
        return watched(REAL.append(file));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step("move " + from.getFileName() + " to " + to.getFileName());
        REAL.move(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("force directory");
        REAL.forceDirectory(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (dead) {
            throw new Killed();
        }
        REAL.delete(file);
    }

    private Handle watched(Handle handle) {
        return new Handle() {
            @Override
            public void write(ByteBuffer all) throws IOException {
                if (fails("write")) {
                    handle.write(all.limit(all.position() + all.remaining() / 2));
                    fail();
                }
                handle.write(all);
            }

            @Override
            public void truncate(long size) throws IOException {
                step("truncate");
                handle.truncate(size);
            }

            @Override
            public long size() throws IOException {
                return handle.size();
            }

            @Override
            public void force() throws IOException {
                step("force");
                handle.force();
            }

            @Override
            public void close() throws IOException {
                handle.close();
            }
        };
    }
}
