package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wrong answer of a mirror becomes one reason, and the next mirror is tried. */
@Timeout(60)
class MirrorAnswersTest {
    private static final byte[] CONTENT = IdxFiles.images(500, 28, 28);
    private static final byte[] PACKED = IdxFiles.gzip(CONTENT);
    private static final ImageSet.File FILE = new ImageSet.File(
            FourFiles.TEST_IMAGES,
            CONTENT.length,
            Checksum.sha256OfContent(HexFormat.of().formatHex(Checksum.sha256().digest(CONTENT))));

    @TempDir
    private Path folder;

    private Download.Limits limits = new Download.Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://[::bad/x",
                "http:// a b/",
                "::::",
                "http://127.0.0.1:99999/",
                "http:///nowhere",
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "jar:file:/x!/y",
                "%zz",
                ""
            })
    void aRedirectToNoUsablePlaceIsAReason(String location) throws IOException {
        survived(
                "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                "");
    }

    @Test
    void aRedirectAwayFromHttpIsNotFollowedAndIsShown() throws IOException {
        survived(
                "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
                "answered with HTTP status 302 and redirects to an address that is not followed: file:///etc/passwd");
    }

    @Test
    void aRedirectThatLeadsBackToItselfHasAnEnd() throws IOException {
        try (LoopbackMirror mirror = new LoopbackMirror(exchange -> {
            exchange.getResponseHeaders().set("Location", "/again");
            exchange.sendResponseHeaders(302, -1);
        })) {
            survived(mirror.uri(), "answered with HTTP status 302");
            assertThat(mirror.ranges).hasSizeLessThan(30);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "9223372036854775807",
                "-1",
                "-9223372036854775808",
                "many",
                "1e9",
                "0x10",
                ""
            })
    void aLengthThatTheFileCannotHaveIsAReason(String length) throws IOException {
        survived("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n", "");
    }

    @Test
    void aLengthOfAnotherFileIsRefusedBeforeItComes() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n";
        try (RawMirror mirror = new RawMirror(answer.getBytes(StandardCharsets.ISO_8859_1), true)) {
            survived(mirror.uri(), "offers 9223372036854775807 bytes");
        }
    }

    @Test
    void aBodyThatIsShortOfItsLengthIsAReasonAndWhatCameIsKept() throws IOException {
        byte[] half = Arrays.copyOf(PACKED, PACKED.length / 2);
        try (RawMirror mirror =
                new RawMirror(answer("HTTP/1.1 200 OK\r\nContent-Length: " + PACKED.length + "\r\n\r\n", half))) {
            refused(mirror.uri(), "broke off after ");
            assertThat(part()).hasBinaryContent(half);
        }
    }

    @Test
    void aBodyThatIsLongerThanItsLengthIsReadNoFurther() throws IOException {
        byte[] more = IdxFiles.concat(PACKED, new byte[500]);
        try (RawMirror mirror = new RawMirror(answer(
                "HTTP/1.1 200 OK\r\nContent-Length: " + PACKED.length + "\r\nConnection: close\r\n\r\n", more))) {
            fetched(mirror.uri());
        }
    }

    @Test
    void aBodyWithSomethingBehindTheFileIsAnotherFile() throws IOException {
        byte[] more = IdxFiles.concat(PACKED, new byte[500]);
        try (LoopbackMirror mirror = new LoopbackMirror(LoopbackMirror.servingWhole(more))) {
            survived(mirror.uri(), "gave another file");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes 0-9/10",
        "bytes 1001-2000/2001",
        "bytes 100-/2",
        "bytes */5",
        "items 1000-5/6",
        "'\u001b[2J'",
        "''",
        "1000"
    })
    void aRangeThatWasNotAskedForIsAReason(String range) throws IOException {
        Files.write(part(), Arrays.copyOf(PACKED, 1000));
        survived(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: " + range + "\r\nContent-Length: 10\r\n\r\n0123456789",
                "");
    }

    @Test
    void aPartThatNobodyAskedForIsRead() throws IOException {
        // Some servers answer so; that it begins at 0 is what matters.
        try (RawMirror mirror = new RawMirror(answer(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-" + (PACKED.length - 1) + "/" + PACKED.length
                        + "\r\nContent-Length: " + PACKED.length + "\r\n\r\n",
                PACKED))) {
            fetched(mirror.uri());
        }
    }

    @Test
    void aPackedFileThatIsSaidToBePackedIsTakenAsItIs() throws IOException {
        try (LoopbackMirror mirror = new LoopbackMirror(encoded(PACKED))) {
            fetched(mirror.uri());
        }
    }

    @Test
    void aFileThatIsPackedTwiceIsAnotherFile() throws IOException {
        try (LoopbackMirror mirror = new LoopbackMirror(encoded(IdxFiles.gzip(PACKED)))) {
            survived(mirror.uri(), "gave another file");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 200",
                "HTTP/1.1 two OK\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nx",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
            })
    void whatIsNoAnswerToTheQuestionIsAReason(String answer) throws IOException {
        survived(answer, "");
    }

    @Test
    void aServerThatSpeaksNoTlsIsAReason() throws IOException {
        try (RawMirror mirror = new RawMirror("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))) {
            survived(URI.create(mirror.uri().toString().replace("http:", "https:")), "cannot be used (SSL");
        }
    }

    @Test
    void aServerThatHangsUpIsAReason() throws IOException {
        try (LoopbackMirror mirror = new LoopbackMirror(exchange -> {
            throw new IOException("hangs up");
        })) {
            survived(mirror.uri(), "cannot be used (");
        }
    }

    @Test
    void aByteNowAndThenKeepsNoDownloadAlive() throws IOException {
        // Each byte comes well within the span that a silent server is given.
        limits = new Download.Limits(Duration.ofSeconds(20), Duration.ofMillis(600), 100);
        try (LoopbackMirror mirror = new LoopbackMirror(exchange -> {
            exchange.sendResponseHeaders(200, PACKED.length);
            for (int i = 0; i < 150; i++) { // for half a minute, and not for ever
                exchange.getResponseBody().write(PACKED[i]);
                exchange.getResponseBody().flush();
                sleep(200);
            }
        })) {
            long began = System.nanoTime();
            survived(mirror.uri(), "sent fewer than 100 bytes in 600 ms, after ");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void noFileMayTakeLongerThanAnHour() {
        long most = ImageSet.FASHION_MNIST.files().stream()
                .mapToLong(ImageSet.File::mostGzipBytes)
                .max()
                .orElseThrow();
        Download.Limits usual = Download.Limits.DEFAULT;
        assertThat(usual.stall().multipliedBy(most / usual.bytesPerStall() + 1)).isLessThan(Duration.ofHours(1));
    }

    @Test
    void whatAMirrorSaysIsShortInTheReason() throws IOException {
        String said = "x".repeat(5000);
        try (RawMirror mirror = new RawMirror(answer(
                "HTTP/1.1 200 OK\r\nContent-Type: " + said + "\r\nContent-Length: 6\r\n\r\n", "<html>".getBytes()))) {
            assertThatThrownBy(() -> download(mirror.uri()))
                    .hasMessageContaining("sent a web page (Content-Type ")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(800));
        }
    }

    private static LoopbackMirror.Answer encoded(byte[] body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            LoopbackMirror.servingWhole(body).to(exchange);
        };
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] answer(String head, byte[] body) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(head.getBytes(StandardCharsets.ISO_8859_1));
        answer.write(body);
        return answer.toByteArray();
    }

    private void survived(String answer, String reason) throws IOException {
        try (RawMirror mirror = new RawMirror(answer.getBytes(StandardCharsets.ISO_8859_1))) {
            survived(mirror.uri(), reason);
        }
    }

    /** Alone it is the reason of a Fault; before a good mirror it does no harm. */
    private void survived(URI mirror, String reason) throws IOException {
        refused(mirror, reason);
        try (LoopbackMirror good = new LoopbackMirror(LoopbackMirror.serving(PACKED))) {
            fetched(mirror, good.uri());
        }
    }

    private void refused(URI mirror, String reason) {
        assertThatThrownBy(() -> download(mirror)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.exitCode()).isEqualTo(3);
            assertThat(fault.getMessage())
                    .contains(": " + mirror + " ", reason, "; expected ", "try again later")
                    .doesNotContain("\n", "\u001b");
        });
        assertThat(folder.resolve(FILE.gzipName())).doesNotExist();
    }

    private void fetched(URI... mirrors) {
        download(mirrors);
        assertThat(folder.resolve(FILE.gzipName())).hasBinaryContent(PACKED);
        assertThat(part()).doesNotExist();
    }

    private void download(URI... mirrors) {
        ImageSet set = new ImageSet("mnist", 0, 1, List.of(FILE), List.of(mirrors));
        new Download(set, limits).into(folder, Download.Progress.NONE);
    }

    private Path part() {
        return folder.resolve(FILE.gzipName() + ".part");
    }
}
