package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes TensorBoard's event files of one run: one in a folder, and one in each folder below it, since TensorBoard
 * shows a folder as one curve of each chart. The series {@code ""} is the folder's own file, another series is in the
 * folder of its name. The files can be made again from the logs, so no write here waits for the disk.
 */
public final class EventFiles {
    /** The folder in the directory of a run that writes event files during its work. */
    public static final String FOLDER = "tensorboard";
    /**
     * Always the same name, so that a later write replaces the file. TensorBoard reads each file whose name has
     * "tfevents" in it.
     */
    public static final String NAME = "events.out.tfevents.understudy";

    private final Path folder;
    /** Bytes of each series after this process's last write. */
    private final Map<String, Long> sizes = new HashMap<>();

    private EventFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The files in a run's own directory. @throws Fault environment or resources if their folder cannot be made, or is
     * a link
     */
    public static EventFiles ofRun(Path run) {
        Path folder = run.resolve(FOLDER);
        makeFolder(folder);
        return new EventFiles(folder);
    }

    /** Whether a run already has event files, which are then continued without a request. */
    public static boolean keptBy(Path run) {
        Path folder = run.resolve(FOLDER);
        return isFolder(folder) && isFile(folder.resolve(NAME));
    }

    /**
     * Replaces files, each completely or not at all, in a folder that the user has chosen.
     *
     * @param series the bytes by the name of the series
     */
    public static void replace(Path folder, Map<String, byte[]> series) {
        EventFiles files = new EventFiles(folder);
        series.forEach((name, bytes) -> {
            AtomicFile.makeFolderOf(files.file(name));
            AtomicFile.write(files.file(name), out -> out.write(bytes));
        });
        files.removeOthers(series);
    }

    /**
     * Makes the files hold exactly these bytes. Equal bytes at the beginning of a file are not written again, so that a
     * running TensorBoard can continue to read.
     */
    public void bring(Map<String, byte[]> series) {
        series.forEach(this::bring);
        removeOthers(series);
    }

    private void bring(String series, byte[] bytes) {
        makeFolder(folder(series));
        byte[] before = isFile(file(series)) ? Json.bytes(file(series)).orElse(new byte[0]) : new byte[0];
        int same = Arrays.mismatch(before, bytes);
        if (same >= 0) {
            try (Disk.Handle handle = Disk.inUse().append(file(series))) {
                handle.truncate(same);
                handle.write(ByteBuffer.wrap(bytes, same, bytes.length - same));
            } catch (IOException e) {
                sizes.remove(series);
                throw FileFault.writing(file(series), same, e);
            }
        }
        sizes.put(series, (long) bytes.length);
    }

    /**
     * @return false if the file has changed since this process's last write: then nothing was written, and {@link
     *     #bring} must be called
     */
    public boolean append(String series, byte[] bytes) {
        long expected = sizes.getOrDefault(series, 0L);
        if (expected == 0) {
            makeFolder(folder(series));
        }
        try (Disk.Handle handle = Disk.inUse().append(file(series))) {
            if (handle.size() != expected) {
                return false;
            }
            sizes.remove(series);
            handle.write(ByteBuffer.wrap(bytes));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw FileFault.writing(file(series), expected, e);
        }
        sizes.put(series, expected + bytes.length);
        return true;
    }

    private Path folder(String series) {
        return series.isEmpty() ? folder : folder.resolve(series);
    }

    private Path file(String series) {
        return folder(series).resolve(NAME);
    }

    private void removeOthers(Map<String, byte[]> series) {
        List<Path> wanted = series.keySet().stream().map(this::file).toList();
        try {
            for (Path file : in(folder)) {
                if (!wanted.contains(file)) {
                    Disk.inUse().delete(file);
                    removeIfEmpty(Disk.inUse(), file.getParent());
                }
            }
        } catch (IOException e) {
            throw FileFault.writing(folder, 0, e);
        }
        sizes.keySet().retainAll(series.keySet());
    }

    /** All existing files; no link is followed. */
    static List<Path> in(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (isFolder(folder)) {
            files.add(folder.resolve(NAME));
            try (Stream<Path> below = Files.list(folder)) {
                below.filter(EventFiles::isFolder)
                        .map(one -> one.resolve(NAME))
                        .sorted()
                        .forEach(files::add);
            }
        }
        files.removeIf(file -> !isFile(file));
        return files;
    }

    /** Removes the empty folders that remain in a run's directory after its files were removed. */
    static void removeEmptyFolders(Disk disk, Path run) throws IOException {
        Path folder = run.resolve(FOLDER);
        if (isFolder(folder)) {
            List<Path> below;
            try (Stream<Path> all = Files.list(folder)) {
                below = all.filter(EventFiles::isFolder).toList();
            }
            for (Path one : below) {
                removeIfEmpty(disk, one);
            }
            removeIfEmpty(disk, folder);
        }
    }

    private static void removeIfEmpty(Disk disk, Path folder) throws IOException {
        boolean empty;
        try (Stream<Path> all = Files.list(folder)) {
            empty = all.findAny().isEmpty();
        }
        if (empty) {
            disk.delete(folder);
        }
    }

    private static void makeFolder(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw Fault.environment(
                    folder.toString(),
                    "is a link, which is not followed here",
                    "a folder of the run's own",
                    "remove the link; its target has not been changed");
        }
        try {
            Disk.inUse().createDirectories(folder);
        } catch (IOException e) {
            throw FileFault.writing(folder, 0, e);
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
