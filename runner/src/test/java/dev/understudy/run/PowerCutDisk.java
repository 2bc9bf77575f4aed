package dev.understudy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk that knows what has been forced, so that its {@link #cut} leaves on the real one a state that a power cut may leave there:
 * POSIX promises the content of a file only once the file has been forced, and a name only once its directory has.
 */
final class PowerCutDisk implements Disk {
    /** What becomes of that which has not been forced. */
    enum Lost {
        /** All of it is kept, as if only the process ends. */
        NOTHING(Part.KEPT, Part.KEPT),
        EVERYTHING(Part.LOST, Part.LOST),
        /** Files have their new names and their former lengths, new files a length of 0. */
        CONTENT(Part.KEPT, Part.LOST),
        NAMES(Part.LOST, Part.KEPT),
        /** The younger half of the changed names, and the second half of each content. */
        HALF(Part.HALF, Part.HALF),
        /** Each content's first half, which is zeros now; later writes are there. */
        EARLIER_BLOCKS(Part.KEPT, Part.LATER_HALF);

        private final Part names;
        private final Part content;

        Lost(Part names, Part content) {
            this.names = names;
            this.content = content;
        }
    }

    private enum Part {
        KEPT,
        LOST,
        HALF,
        LATER_HALF;

        /** How many of the last ones are undone. */
        private int of(int all) {
            return switch (this) {
                case KEPT, LATER_HALF -> 0;
                case HALF -> (all + 1) / 2;
                case LOST -> all;
            };
        }
    }

    /** One file's bytes, whatever its name: as programs see them, and as the disk has them. */
    private static final class Content {
        private byte[] seen;
        private byte[] forced;

        private Content(byte[] seen, byte[] forced) {
            this.seen = seen;
            this.forced = forced;
        }

        private byte[] after(Part part) {
            boolean grown = seen.length >= forced.length && Arrays.equals(forced, Arrays.copyOf(seen, forced.length));
            int from = grown ? forced.length : 0;
            int middle = from + (seen.length - from) / 2;
            byte[] left = seen.clone();
            return switch (part) {
                case KEPT -> seen;
                case LOST -> forced;
                case HALF -> Arrays.copyOf(seen, middle);
                case LATER_HALF -> {
                    Arrays.fill(left, from, middle, (byte) 0);
                    yield left;
                }
            };
        }
    }

    /** A name that changed in a directory that has not been forced since. */
    private record Change(Path directory, Path name, Content before, boolean isDirectory) {}

    private final Disk real;
    /** By the names as programs see them; null if a file was removed. */
    private final Map<Path, Content> files = new HashMap<>();

    private final List<Change> changes = new ArrayList<>();

    PowerCutDisk(Disk real) {
        this.real = real;
    }

    private Content at(Path file) throws IOException {
        if (!files.containsKey(file) && Files.isRegularFile(file)) {
            byte[] old = Files.readAllBytes(file);
            files.put(file, new Content(old, old));
        }
        return files.get(file);
    }

    private void name(Path file, Content now) throws IOException {
        changes.add(new Change(file.getParent(), file, at(file), false));
        files.put(file, now);
    }

    @Override
    public Handle create(Path file) throws IOException {
        Content content = new Content(new byte[0], new byte[0]);
        name(file.toAbsolutePath(), content);
        return watched(real.create(file), content);
    }

    @Override
    public Handle append(Path file) throws IOException {
        Path full = file.toAbsolutePath();
        Content content = at(full);
        if (content == null) {
            content = new Content(new byte[0], new byte[0]);
            name(full, content);
        }
        return watched(real.append(file), content);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
        Path full = directory.toAbsolutePath();
        changes.add(new Change(full.getParent(), full, null, true));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Path source = from.toAbsolutePath();
        name(to.toAbsolutePath(), at(source));
        name(source, null);
        real.move(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        real.forceDirectory(directory);
        Path full = directory.toAbsolutePath();
        changes.removeIf(change -> change.directory().equals(full));
    }

    @Override
    public boolean isLocked(Path file, long position) throws IOException {
        return real.isLocked(file, position);
    }

    @Override
    public void delete(Path file) throws IOException {
        name(file.toAbsolutePath(), null);
        real.delete(file);
    }

    private static Handle watched(Handle handle, Content content) {
        return new Handle() {
            @Override
            public void write(ByteBuffer all) throws IOException {
                int before = content.seen.length;
                byte[] more = Arrays.copyOf(content.seen, before + all.remaining());
                all.duplicate().get(more, before, all.remaining());
                content.seen = more;
                handle.write(all);
            }

            @Override
            public void readStart(ByteBuffer into) throws IOException {
                handle.readStart(into);
            }

            @Override
            public void truncate(long size) throws IOException {
                content.seen = Arrays.copyOf(content.seen, (int) Math.min(size, content.seen.length));
                handle.truncate(size);
            }

            @Override
            public long size() throws IOException {
                return handle.size();
            }

            @Override
            public void force() throws IOException {
                handle.force();
                content.forced = content.seen;
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

    /** Leaves on the real disk the state after the power comes back. */
    void cut(Lost lost) {
        List<Path> goneDirectories = new ArrayList<>();
        for (int i = changes.size() - 1; i >= changes.size() - lost.names.of(changes.size()); i--) {
            Change change = changes.get(i);
            if (change.isDirectory()) {
                goneDirectories.add(change.name());
            } else {
                files.put(change.name(), change.before());
            }
        }
        try {
            for (Map.Entry<Path, Content> file : files.entrySet()) {
                if (file.getValue() == null) {
                    Files.deleteIfExists(file.getKey());
                } else {
                    Files.write(file.getKey(), file.getValue().after(lost.content));
                }
            }
            for (Path directory : goneDirectories) {
                Trees.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
