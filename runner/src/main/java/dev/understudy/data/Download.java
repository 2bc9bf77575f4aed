package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a published data set into a folder. A file bears its name only when its checksum was right; until then it is
 * NAME.part, where a later download goes on. Mirrors are tried in turn, each given up with a reason.
 */
public final class Download {
    /**
     * @param connect to wait for a connection
     * @param stall   to wait for an answer, and for each next byte of it
     * @param bytes   most bytes of one file
     */
    record Limits(Duration connect, Duration stall, long bytes) {
        /** The largest file has 26 MB. */
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 64L << 20);
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

    /**
     * Downloads what is not there yet.
     *
     * @param folder null means {@link DataSets#folder}; made where it does not exist
     * @return the folder
     * @throws Fault badInput: nothing to download for this name, or a file of that name is there and is another one;
     *               environment: no mirror gave the file, or the folder cannot be written; resources: the disk is full
     */
    public static Path fetch(String dataset, Path folder, Progress progress) {
        ImageSet set = ImageSet.find(DataSets.known(dataset))
                .orElseThrow(() -> Fault.badInput(dataset + ": is made by the program, there is nothing to download"));
        Path into = folder == null ? DataSets.folder(dataset) : folder;
        new Download(set, Limits.DEFAULT).into(into, progress);
        return into;
    }

    void into(Path folder, Progress progress) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.environment(
                    folder + ": cannot be made (" + Transfer.reason(e) + "); name a folder that can be written", e);
        }
        for (ImageSet.File file : set.files()) {
            Path target = folder.resolve(file.gzipName());
            if (!present(file, target)) {
                fetch(file, target, progress);
            }
        }
    }

    /** Never overwrites what somebody else put there. */
    private static boolean present(ImageSet.File file, Path target) {
        if (!Files.exists(target)) {
            return false;
        }
        try {
            Optional<String> mismatch = file.checksum().mismatch(target, file.bytes());
            if (mismatch.isPresent()) {
                throw Fault.badInput(target + ": is there already and is not the published file: " + mismatch.get()
                        + "; move it away, or use it as it is with -o data.dir=" + target.getParent());
            }
            return true;
        } catch (IOException e) {
            throw Fault.environment(target + ": cannot be read (" + Transfer.reason(e) + ")", e);
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
                throw Fault.environment(part + ": cannot be read or renamed (" + Transfer.reason(e) + ")", e);
            }
        }
        throw Fault.environment(
                set.name() + ": " + file.gzipName() + " could not be downloaded: " + String.join("; ", reasons)
                        + ". Try again later, or put the four files into a folder and name it with -o data.dir=FOLDER");
    }
}
