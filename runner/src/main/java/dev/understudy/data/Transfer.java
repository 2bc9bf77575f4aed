package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One file from one mirror, into its part file. */
record Transfer(HttpClient client, Download.Limits limits, URI from, Path part, ImageSet.File file, Progress progress) {

    /** Why this mirror is of no use; the next one may be. */
    static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1;

        private GivenUp(String reason) {
            super(reason);
        }
    }

    /**
     * Leaves the published file, checked, in the part file. A broken connection leaves there what has come, for the next
     * mirror; wrong content is removed.
     *
     * @throws IOException the part file cannot be read or removed
     * @throws Fault       environment or resources: the part file cannot be written
     */
    void run() throws GivenUp, IOException {
        Optional<String> mismatch;
        boolean resumed;
        do {
            resumed = receive();
            mismatch = file.checksum().mismatch(part, file.bytes());
            if (mismatch.isPresent()) {
                Files.delete(part);
            }
            // What was there before may have come from another mirror, whose gzip container differs: once more from
            // nothing.
        } while (mismatch.isPresent() && resumed);
        if (mismatch.isPresent()) {
            throw new GivenUp("gave another file: " + mismatch.get());
        }
    }

    /** What an exception says, or the first of its causes that says something; a refused connection says nothing itself. */
    static String reason(Throwable e) {
        if (e.getMessage() == null) {
            return e.getCause() == null ? e.getClass().getSimpleName() : reason(e.getCause());
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** Returns whether bytes that were in the part file before are still part of it. */
    private boolean receive() throws GivenUp, IOException {
        try (FileChannel channel = openAlone()) {
            long have = channel.size();
            HttpResponse<InputStream> response = ask(have);
            int status = response.statusCode();
            try (InputStream body = response.body()) {
                if (status == 200) {
                    copy(response, body, channel, 0);
                } else if (status == 206) {
                    String range =
                            response.headers().firstValue("Content-Range").orElse("missing");
                    if (!range.startsWith("bytes " + have + "-")) {
                        throw new GivenUp(
                                "was asked for the bytes from " + have + " on, and answered with the range " + range);
                    }
                    copy(response, body, channel, have);
                } else if (status != 416 || have == 0) {
                    throw new GivenUp("answered with HTTP status " + status);
                }
                // 416: nothing comes after what is there. It is all of the file or of another; the checksum tells.
            }
            return have > 0 && status != 200;
        } finally {
            if (Files.isRegularFile(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        }
    }

    private FileChannel openAlone() {
        try {
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // Held by this very process.
            }
            channel.close();
        } catch (IOException e) {
            throw Fault.environment(part + ": cannot be written (" + reason(e) + "); name a folder that can be", e);
        }
        throw Fault.environment(part + ": another download is writing it; wait for that one");
    }

    private HttpResponse<InputStream> ask(long have) throws GivenUp {
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(limits.stall());
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new GivenUp("cannot be reached (" + reason(e) + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.environment(part + ": the download was interrupted", e);
        }
    }

    /** Writes the body from byte {@code start} of the part file on, and makes sure that it is on disk. */
    private void copy(HttpResponse<InputStream> response, InputStream body, FileChannel channel, long start)
            throws GivenUp {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        long total = length < 0 ? -1 : start + length;
        if (total > limits.bytes()) {
            throw new GivenUp("offers " + total + " bytes; expected at most " + limits.bytes());
        }
        long at = start;
        byte[] buffer = new byte[1 << 16];
        try (StallGuard guard = new StallGuard(body, limits.stall())) {
            for (int n = read(body, buffer, at, guard); n > 0; n = read(body, buffer, at, guard)) {
                if (at == 0) {
                    checkStart(buffer, response);
                    cut(channel);
                }
                if (at + n > limits.bytes()) {
                    cut(channel);
                    throw new GivenUp("sent more than " + limits.bytes() + " bytes");
                }
                write(channel, ByteBuffer.wrap(buffer, 0, n), at);
                at += n;
                progress.at(file.gzipName(), at, total);
            }
        }
        force(channel, at);
        if (at == 0 || at < total) {
            throw new GivenUp("broke off after " + at + " bytes" + (total < 0 ? "" : " of " + total));
        }
    }

    /** Like InputStream.read, but the first two bytes come together: they tell gzip. */
    private int read(InputStream body, byte[] buffer, long at, StallGuard guard) throws GivenUp {
        try {
            int n = at == 0 ? body.readNBytes(buffer, 0, 2) : body.read(buffer);
            guard.sign();
            if (!guard.stalled()) {
                return n;
            }
        } catch (IOException e) {
            if (!guard.stalled()) {
                throw new GivenUp("broke off after " + at + " bytes (" + reason(e) + ")");
            }
        }
        throw new GivenUp("sent nothing for " + limits.stall().toMillis() + " ms after " + at + " bytes");
    }

    private static void checkStart(byte[] start, HttpResponse<InputStream> response) throws GivenUp {
        if (!Content.isGzip(start)) {
            throw new GivenUp("sent " + (start[0] == '<' ? "a web page" : "something") + " (Content-Type "
                    + response.headers().firstValue("Content-Type").orElse("missing") + ") instead of a gzip file");
        }
    }

    private void cut(FileChannel channel) {
        try {
            if (channel.size() > 0) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            throw unwritable(0, e);
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes, long at) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
        } catch (IOException e) {
            throw unwritable(at, e);
        }
    }

    private void force(FileChannel channel, long at) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(at, e);
        }
    }

    private Fault unwritable(long at, IOException e) {
        return Fault.resources(
                part + ": writing failed after " + at + " bytes (" + reason(e)
                        + "); make room there and fetch again, it goes on from what is there",
                e);
    }
}
