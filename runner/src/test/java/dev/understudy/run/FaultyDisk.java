package dev.understudy.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk that works up to its n-th operation. A failing write leaves half of its bytes. */
final class FaultyDisk implements Disk {
    /** The program is gone: no handler of the code under test may count as having run. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** What happens at the n-th operation. */
    enum Trouble {
        /** It alone reports a full disk. */
        FULL("No space left on device"),
        /** From it on every operation that needs room does. */
        FULL_FROM_THERE("No space left on device"),
        /** It alone reports that the disk is broken. */
        BROKEN("Input/output error"),
        /** The program ends, and nothing that follows has any effect. */
        KILLED(null);

        private final String words;

        Trouble(String words) {
            this.words = words;
        }
    }

    /** The operations so far, by name. */
    final List<String> operations = new ArrayList<>();

    private final Disk real;
    private final int failing;
    private final Trouble trouble;
    private final Runnable atDeath;
    private String failed;

    /** @param atDeath called when the program ends; later exceptions are for programs that continue in spite of it */
    FaultyDisk(Disk real, int failing, Trouble trouble, Runnable atDeath) {
        this.real = real;
        this.failing = failing;
        this.trouble = trouble;
        this.atDeath = atDeath;
    }

    private static FaultyDisk of(int failing, Trouble trouble) {
        return new FaultyDisk(Disk.inUse(), failing, trouble, () -> {});
    }

    static FaultyDisk fullAt(int operation) {
        return of(operation, Trouble.FULL);
    }

    static FaultyDisk killedAt(int operation) {
        return of(operation, Trouble.KILLED);
    }

    /** Never fails. */
    static FaultyDisk watching() {
        return of(Integer.MAX_VALUE, Trouble.FULL);
    }

    boolean hasFailed() {
        return failed != null;
    }

    /** The first operation that failed. */
    String failed() {
        return failed;
    }

    private boolean fails(String operation, boolean needsRoom) {
        if (hasFailed() && trouble == Trouble.KILLED) {
            throw new Killed();
        }
        operations.add(operation);
        return trouble == Trouble.FULL_FROM_THERE
                ? needsRoom && operations.size() >= failing
                : operations.size() == failing;
    }

    private void fail() throws IOException {
        failed = failed == null ? operations.get(operations.size() - 1) : failed;
        if (trouble == Trouble.KILLED) {
            atDeath.run();
            throw new Killed();
        }
        throw new IOException(trouble.words);
    }

    private void step(String operation, Path file, boolean needsRoom) throws IOException {
        if (fails(operation + " " + file.getFileName(), needsRoom)) {
            fail();
        }
    }

    @Override
    public Handle create(Path file) throws IOException {
        step("create", file, true);
        return watched(file, real.create(file));
    }

    @Override
    public Handle append(Path file) throws IOException {
        step("append", file, !Files.exists(file));
        return watched(file, real.append(file));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step("create directory", directory, true);
        real.createDirectory(directory);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step("move " + from.getFileName() + " to", to, false);
        real.move(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("force directory", directory, false);
        real.forceDirectory(directory);
    }

    @Override
    public boolean isLocked(Path file, long position) throws IOException {
        return real.isLocked(file, position);
    }

    @Override
    public void delete(Path file) throws IOException {
        step("delete", file, false);
        real.delete(file);
    }

    private Handle watched(Path file, Handle handle) {
        return new Handle() {
            @Override
            public void write(ByteBuffer all) throws IOException {
                if (fails("write " + file.getFileName(), true)) {
                    handle.write(all.limit(all.position() + all.remaining() / 2));
                    fail();
                }
                handle.write(all);
            }

            @Override
            public void readStart(ByteBuffer into) throws IOException {
                handle.readStart(into);
            }

            @Override
            public void truncate(long size) throws IOException {
                step("truncate", file, false);
                handle.truncate(size);
            }

            @Override
            public long size() throws IOException {
                return handle.size();
            }

            @Override
            public void force() throws IOException {
                step("force", file, false);
                handle.force();
            }

            @Override
            public boolean tryLock(long position) throws IOException {
                return handle.tryLock(position);
            }

            @Override
            public void close() throws IOException {
                handle.close();
            }
        };
    }
}
