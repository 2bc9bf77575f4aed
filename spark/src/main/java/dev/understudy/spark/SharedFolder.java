package dev.understudy.spark;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The folder of all runs, with a file that proves to an executor that its host sees this very folder. A folder of the
 * same name on a disk of its own would take a trial's results where no other host finds them.
 *
 * @param runs absolute
 * @param proof the file's name
 * @param text its content
 */
record SharedFolder(Path runs, String proof, String text) implements AutoCloseable {
    private static final String PREFIX = ".cluster-";
    /** Files of drivers that were killed are removed after this time. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Writes the file. @throws Fault environment if the folder is not writable */
    static SharedFolder of(Path runs) {
        String random = UUID.randomUUID().toString();
        SharedFolder folder = new SharedFolder(runs, PREFIX + random, random);
        try {
            Files.createDirectories(runs);
            removeOld(runs);
            Files.writeString(runs.resolve(folder.proof), random);
            return folder;
        } catch (IOException e) {
            throw Fault.environment(
                    runs.toString(),
                    "cannot be written (" + e + ")",
                    "a folder on storage that all hosts of the cluster see",
                    "name another one by --runs",
                    e);
        }
    }

    private static void removeOld(Path runs) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(runs, PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(KEPT))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Called on an executor. @throws Fault environment if this host does not see the folder */
    static void check(Path runs, String proof, String text) {
        String found;
        try {
            Path file = runs.resolve(proof);
            found = Files.exists(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            found = null;
        }
        if (!text.equals(found)) {
            throw Fault.environment(
                    "host " + host() + ": " + runs,
                    "is not the folder that the driver sees under this name",
                    "storage that all hosts of the cluster share",
                    "mount it on every host, or name a shared folder by --runs");
        }
    }

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(runs.resolve(proof));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
