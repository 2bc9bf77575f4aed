package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepMillisTest {
    @TempDir
    private Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a")
                .status("DONE", "")
                .end("imitator", 1, 0.1, ",\"stepMillis\":2.5")
                .end("imitator", 2, 0.1, ",\"stepMillis\":0.75")
                .end("imitator", 3, 0.1, ",\"stepMillis\":null")
                .end("teacher", 1, 0.1, ",\"stepMillis\":0.5")
                .end("teacher", 2, 0.1, ",\"stepMillis\":0.6251");
    }

    @Test
    void ofTheSeedsTheQuickestIsSaidInTableAndPage() {
        String sentence = "Wall time per step: imitator 0.750 ms (teacher updates included), teacher alone 0.500 ms.";

        assertThat(StepMillis.of(run().directory())).isEqualTo(new StepMillis(0.75, 0.5));
        assertThat(ResultTable.lines(List.of(run().directory()), false)).contains("  " + sentence);
        assertThat(Page.of(List.of(run().trial()))).contains("<p class=\"caption\">" + sentence + "</p>");
    }

    @Test
    void whatWasNotMeasuredIsNotSaid() {
        Evaluated before = new Evaluated(folder, "b").status("DONE", "").end("imitator", 1, 0.1);

        assertThat(StepMillis.of(before.directory())).isNull();
        assertThat(String.join("\n", ResultTable.lines(List.of(before.directory()), false)))
                .doesNotContain("Wall time");
        assertThat(Page.of(List.of(before.trial()))).doesNotContain("Wall time");
        assertThat(new StepMillis(0.75, Double.NaN).sentence())
                .endsWith("imitator 0.750 ms (teacher updates included).");
    }
}
