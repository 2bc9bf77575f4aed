package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.MetricsLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path folder;

    private final List<String> heard = new ArrayList<>();
    private LiveRun run;
    private LogTail<MetricsLine> tail;

    @BeforeEach
    void aLog() {
        run = new LiveRun(folder, "a", "seed-1");
        tail = new LogTail<>(run.path().resolve("metrics.jsonl"), MetricsLine.class, 1 << 16);
    }

    private List<String> more() {
        heard.clear();
        tail.more(() -> heard.add("restart"), line -> heard.add("" + line.metaStep()));
        return heard;
    }

    @Test
    void eachLookHearsWhatHasComeSinceTheOneBefore() {
        assertThat(more()).isEmpty();
        run.trained(100, 200);
        assertThat(more()).containsExactly("restart", "100", "200");
        assertThat(more()).isEmpty();
        run.trained(300, 300);
        assertThat(more()).containsExactly("300");
    }

    @Test
    void halfALineWaitsForItsOtherHalf() {
        String line = LiveRun.metrics(200, 1.5);
        run.trained(100, 100).more("metrics.jsonl", line.substring(0, 20));
        assertThat(more()).containsExactly("restart", "100");
        run.more("metrics.jsonl", line.substring(20));
        assertThat(more()).as("without its end it may be half a line still").isEmpty();
        run.more("metrics.jsonl", "\n");
        assertThat(more()).containsExactly("200");
    }

    @Test
    void aLineThatCannotBeReadIsPassedOver() {
        run.more("metrics.jsonl", "\0\0\0\n{\"metaStep\":\"x\"}\n[1]\n\n").trained(100, 100);
        assertThat(more()).containsExactly("restart", "100");
    }

    @Test
    void aLogThatWasReplacedIsReadFromItsBeginningAlsoWhereItIsLonger() {
        run.trained(100, 200);
        more();
        run.file(
                "metrics.jsonl",
                LiveRun.metrics(100, 1) + "\n" + LiveRun.metrics(150, 1) + "\n" + LiveRun.metrics(160, 1) + "\n");
        assertThat(more()).containsExactly("restart", "100", "150", "160");
    }

    @Test
    void aLogThatIsGoneIsForgotten() throws Exception {
        run.trained(100, 200);
        more();
        Files.delete(run.path().resolve("metrics.jsonl"));
        assertThat(more()).containsExactly("restart");
        run.trained(100, 100);
        assertThat(more()).containsExactly("restart", "100");
    }

    @Test
    void ofALongLogAFirstLookReadsWholeLinesOfTheEndAlone() {
        run.trained(100, 10_000);
        tail = new LogTail<>(run.path().resolve("metrics.jsonl"), MetricsLine.class, 300);
        assertThat(more()).containsExactly("restart", "9900", "10000");
        run.trained(10_100, 10_100);
        assertThat(more()).containsExactly("10100");
    }

    @Test
    void moreThanOneBufferIsReadToItsEnd() {
        run.more("metrics.jsonl", (LiveRun.metrics(1, 1) + "\n").repeat(2000));
        tail = new LogTail<>(run.path().resolve("metrics.jsonl"), MetricsLine.class, Long.MAX_VALUE);
        assertThat(more()).hasSize(2001);
    }
}
