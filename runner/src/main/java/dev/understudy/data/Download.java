package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Downloads a published data set into a folder. A file gets its name only after its checksum was found right; until
 * then it is NAME.part, which a later download continues. Mirrors are tried in turn; for each failed one the reason is
 * kept.
 */
public final class Download {
    /**
     * How long to wait for a mirror. The last two bound the time per file: 48 minutes for the largest of the published
     * ones.
     *
     * @param connect time to wait for a connection
     * @param stall time to wait for an answer, and length of the intervals in which bytes must arrive
     * @param bytesPerStall least number of bytes per interval
     */
    record Limits(Duration connect, Duration stall, long bytesPerStall) {
        /** 16 KiB a second. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 30 * (16L << 10));
    }

    /** Receives the progress of a download. */
    @FunctionalInterface
    public interface Progress {
        /** Ignores the progress. */
        Progress NONE = (file, bytes, total) -> {};

        /** {@code bytes} of {@code file} are on disk, of {@code total} bytes, which is −1 if unknown. */
        void at(String file, long bytes, long total);
    }

    private final ImageSet set;
    private final Limits limits;
    private final HttpClient client;

    Download(ImageSet set, Limits limits) {
        this.set = set;
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Whether {@link #fetch} can download this data set. */
    public static boolean offers(String dataset) {
        return ImageSet.find(dataset).isPresent();
    }

    /**
     * Downloads the files that are missing.
     *
     * @param folder null means {@link DataSets#folder}; created if it does not exist
     * @return the folder
     * @throws Fault badInput: no files are published for this name, or another file with a file's name exists;
     *     environment: no mirror provided the file, or the folder cannot be written; resources: the disk is full
     */
    public static Path fetch(String dataset, Path folder, Progress progress) {
        ImageSet set = ImageSet.find(DataSets.known(dataset)).orElseThrow(() -> absent(dataset));
        Path into = folder == null ? DataSets.folder(dataset) : folder;
        new Download(set, Limits.DEFAULT).into(into, progress);
        return into;
    }

    private static Fault absent(String dataset) {
        String expected = DataSets.MNIST + " or " + DataSets.FASHION_MNIST;
        return dataset.equals(DataSets.CIFAR_10)
                ? Fault.badInput(dataset, "is not downloaded by the program", expected, CifarFolder.REMEDY)
                : Fault.badInput(
                        dataset,
                        "is made by the program",
                        "a data set that is published as files: " + expected,
                        "use it without a download");
    }

    void into(Path folder, Progress progress) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.environment(
                    folder.toString(),
                    "cannot be made (" + Transfer.reason(e) + ")",
                    "a folder that can be written",
                    "name one with --to DIR",
                    e);
        }
        for (ImageSet.File file : set.files()) {
            Path target = folder.resolve(file.gzipName());
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                checkPublished(file, target);
            } else {
                fetch(file, target, progress);
            }
        }
    }

    /** Existing files are never overwritten. */
    private static void checkPublished(ImageSet.File file, Path target) {
        String remedy = "move it away, or use it as it is with -o data.dir=" + target.getParent();
        if (!Files.isRegularFile(target)) {
            throw Fault.badInput(
                    target.toString(), "exists already and is not a file", "the published file or none", remedy);
        }
        try {
            Optional<String> mismatch = file.checksum().mismatch(target, file.bytes());
            if (mismatch.isPresent()) {
                throw Fault.badInput(
                        target.toString(),
                        "exists already and is another file (" + mismatch.get() + ")",
                        "the published file or none",
                        remedy);
            }
        } catch (IOException e) {
            throw Idx.unreadable(target, e);
        }
    }

    private void fetch(ImageSet.File file, Path target, Progress progress) {
        Path part = target.resolveSibling(file.gzipName() + ".part");
        List<String> reasons = new ArrayList<>();
        for (URI mirror : set.mirrors()) {
            try {
                new Transfer(client, limits, mirror.resolve(file.gzipName()), part, file, progress).run();
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (Transfer.GivenUp e) {
                reasons.add(mirror + " " + e.getMessage());
            } catch (IOException e) {
                throw Fault.environment(
                        part.toString(),
                        "cannot be read or renamed (" + Transfer.reason(e) + ")",
                        "the file that was just written",
                        "fetch again",
                        e);
            }
        }
        throw Fault.environment(
                set.name(),
                "has a file that cannot be downloaded, " + file.gzipName() + ": " + String.join(", ", reasons),
                "one mirror that has it",
                "try again later, or put the four files into a folder and name it with -o data.dir=FOLDER");
    }
}
