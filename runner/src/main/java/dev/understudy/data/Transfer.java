package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Downloads one file from one mirror into its part file. Any bad answer of the mirror becomes a reason to try the next.
 */
record Transfer(
        HttpClient client,
        Download.Limits limits,
        URI from,
        Path part,
        ImageSet.File file,
        Download.Progress progress) {
    /** Most characters shown of a mirror's text. */
    private static final int MOST_SHOWN = 200;

    /** This mirror failed, for the reason in the message; the next one may work. */
    static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1;

        private GivenUp(String reason) {
            super(reason);
        }
    }

    /**
     * Downloads the published file into the part file and checks it. After a broken connection the received bytes stay,
     * for the next mirror; wrong content is removed.
     *
     * @throws IOException the part file cannot be read or removed
     * @throws Fault environment or resources: the part file cannot be written
     */
    void run() throws GivenUp, IOException {
        Optional<String> mismatch;
        boolean resumed;
        do {
            resumed = receive();
            mismatch = file.checksum().mismatch(part, file.bytes(), LinkOption.NOFOLLOW_LINKS);
            if (mismatch.isPresent()) {
                Files.delete(part);
            }
            // The earlier bytes may be from another mirror, whose gzip container differs: download all of it once more.
        } while (mismatch.isPresent() && resumed);
        if (mismatch.isPresent()) {
            throw new GivenUp("gave another file: " + mismatch.get());
        }
    }

    /** The exception's message, or that of its first cause with one; a refused connection has none itself. */
    static String reason(Throwable e) {
        if (e.getMessage() == null) {
            return e.getCause() == null ? e.getClass().getSimpleName() : reason(e.getCause());
        }
        return e.getClass().getSimpleName() + ": " + shown(e.getMessage());
    }

    private static String shown(String said) {
        return said.length() <= MOST_SHOWN ? said : said.substring(0, MOST_SHOWN) + "…";
    }

    private static String header(HttpHeaders headers, String name) {
        return shown(headers.firstValue(name).orElse("missing"));
    }

    /** Returns whether the part file still has bytes of an earlier download. */
    private boolean receive() throws GivenUp, IOException {
        try (PartFile open = PartFile.open(part)) {
            long have = open.size();
            HttpResponse<InputStream> response = ask(have);
            int status = response.statusCode();
            try (InputStream body = response.body()) {
                if (status == 200) {
                    copy(response.headers(), body, open, 0);
                } else if (status == 206) {
                    String range = header(response.headers(), "Content-Range");
                    if (!range.startsWith("bytes " + have + "-")) {
                        throw new GivenUp(
                                "was asked for the bytes from " + have + " on, and answered with the range " + range);
                    }
                    copy(response.headers(), body, open, have);
                } else if (status / 100 == 3) {
                    throw new GivenUp("answered with HTTP status " + status
                            + " and redirects to an address that is not followed: "
                            + header(response.headers(), "Location"));
                } else if (status != 416 || have == 0) {
                    throw new GivenUp("answered with HTTP status " + status);
                }
                // 416: nothing follows the bytes we have. They are the whole file or another one; the checksum decides.
            }
            return have > 0 && status != 200;
        } finally {
            if (Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS) && Files.size(part) == 0) {
                Files.delete(part);
            }
        }
    }

    private HttpResponse<InputStream> ask(long have) throws GivenUp {
        HttpRequest.Builder request = HttpRequest.newBuilder(from)
                .timeout(limits.stall())
                .header("Accept-Encoding", "identity"); // the file is packed already
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.environment(
                    part.toString(),
                    "is incomplete, since the download was interrupted",
                    "a complete download",
                    "fetch again, which continues the partial download",
                    e);
        } catch (IOException | RuntimeException e) {
            // For an invalid header the client throws its parser's exception.
            throw new GivenUp("cannot be used (" + reason(e) + ")");
        }
    }

    /** Writes the body to the part file from byte {@code start} on, and forces it to disk. */
    private void copy(HttpHeaders headers, InputStream body, PartFile open, long start) throws GivenUp {
        long total = total(headers, start);
        long at = start;
        byte[] buffer = new byte[1 << 16];
        try (StallGuard guard = new StallGuard(body, limits.stall(), limits.bytesPerStall())) {
            for (int n = read(body, buffer, at, guard); n > 0; n = read(body, buffer, at, guard)) {
                if (at == 0) {
                    checkStart(buffer, headers);
                    open.cut();
                }
                if (at + n > file.mostGzipBytes()) {
                    open.cut();
                    throw new GivenUp("sent more than the " + file.mostGzipBytes() + " bytes that this file can have");
                }
                open.write(ByteBuffer.wrap(buffer, 0, n), at);
                at += n;
                progress.at(file.gzipName(), at, total);
            }
        }
        open.force(at);
        if (at == 0 || at < total) {
            throw new GivenUp("broke off after " + at + " bytes" + (total < 0 ? "" : " of " + total));
        }
    }

    /** Length of the whole file according to the mirror; −1 if it gives none. */
    private long total(HttpHeaders headers, long start) throws GivenUp {
        Optional<String> said = headers.firstValue("Content-Length");
        if (said.isEmpty()) {
            return -1;
        }
        long most = file.mostGzipBytes() - start;
        try {
            long length = Long.parseLong(said.get());
            if (length >= 0 && length <= most) {
                return start + length;
            }
        } catch (NumberFormatException e) {
            // Refused below, like every other length that this file cannot have.
        }
        throw new GivenUp("offers " + shown(said.get()) + " bytes; expected 0 to " + most);
    }

    /** Like InputStream.read, but reads the first two bytes together, by which gzip is recognised. */
    private int read(InputStream body, byte[] buffer, long at, StallGuard guard) throws GivenUp {
        try {
            int n = at == 0 ? body.readNBytes(buffer, 0, 2) : body.read(buffer);
            guard.came(n);
            if (!guard.stalled()) {
                return n;
            }
        } catch (IOException e) {
            if (!guard.stalled()) {
                throw new GivenUp("broke off after " + at + " bytes (" + reason(e) + ")");
            }
        }
        throw new GivenUp("sent fewer than " + limits.bytesPerStall() + " bytes in "
                + limits.stall().toMillis() + " ms, after " + at + " bytes");
    }

    private static void checkStart(byte[] start, HttpHeaders headers) throws GivenUp {
        if (!Content.isGzip(start)) {
            throw new GivenUp("sent " + (start[0] == '<' ? "a web page" : "something") + " (Content-Type "
                    + header(headers, "Content-Type") + ") instead of a gzip file");
        }
    }
}
