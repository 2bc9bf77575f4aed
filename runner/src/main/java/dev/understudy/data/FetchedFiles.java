package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SHA-256 of downloaded files, beside them, in the form that {@code sha256sum -c} reads. What was published with
 * nothing better than MD5 is trusted when it comes first, and must be the same file from then on. A folder without
 * {@value #NAME} is somebody's own, and taken as it is.
 */
record FetchedFiles(Path folder) {
    static final String NAME = "sha256.txt";

    /** Digits of a hash. A line has it, a blank, another blank or a star, and the file's name. */
    private static final int HEX = 64;

    /** The file must be the one that was fetched, where one was. @throws Fault bad input: it is another one */
    void check(Path file, String dataset) {
        Optional<String> hex = of(String.valueOf(file.getFileName()));
        if (hex.isEmpty()) {
            return;
        }
        try {
            String found = Checksum.sha256(file);
            if (!found.equals(hex.get())) {
                throw Fault.badInput(
                        file.toString(),
                        "has changed since it was downloaded: its SHA-256 is " + found,
                        hex.get() + ", as " + list() + " has it",
                        "remove it and get it again with `data fetch " + dataset
                                + "`, or remove its line there if the change is yours");
            }
        } catch (IOException e) {
            throw Idx.unreadable(file, e);
        }
    }

    /** The published file, which must be the one that came first, where one did. */
    ImageSet.File known(ImageSet.File file) {
        return of(file.gzipName())
                .map(hex -> new ImageSet.File(file.name(), file.bytes(), Checksum.sha256OfFile(hex)))
                .orElse(file);
    }

    /** Notes {@code file}, of which no line is there yet. */
    void keep(Path file) {
        String name = String.valueOf(file.getFileName());
        List<String> lines = new ArrayList<>(lines());
        Path part = folder.resolve(NAME + ".part");
        try {
            lines.add(Checksum.sha256(file) + "  " + name);
            Files.deleteIfExists(part); // of a download that was killed; a link goes, not what it leads to
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer text =
                        StandardCharsets.UTF_8.encode(lines.stream().collect(Collectors.joining("\n", "", "\n")));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(part, list(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Fault.resources(
                    list().toString(),
                    "cannot be written (" + Transfer.reason(e) + ")",
                    "a file beside the downloaded ones",
                    "make room there and fetch again",
                    e);
        }
    }

    private Optional<String> of(String name) {
        for (String line : lines()) {
            if (line.endsWith("  " + name) || line.endsWith(" *" + name)) {
                String hex = line.substring(0, line.length() - name.length() - 2);
                if (!hex.matches("[0-9a-f]{" + HEX + "}")) {
                    throw Fault.badInput(
                            list().toString(),
                            "has no SHA-256 before " + name,
                            HEX + " digits from 0 to f, as sha256sum writes them",
                            "mend the line, or remove it to have the file taken as it is");
                }
                return Optional.of(hex);
            }
        }
        return Optional.empty();
    }

    private Path list() {
        return folder.resolve(NAME);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(list(), StandardCharsets.ISO_8859_1); // of which every byte is a letter
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Fault.environment(
                    list().toString(),
                    "cannot be read (" + Transfer.reason(e) + ")",
                    "the hashes of the downloaded files, or no such file",
                    "make it readable or remove it",
                    e);
        }
    }
}
