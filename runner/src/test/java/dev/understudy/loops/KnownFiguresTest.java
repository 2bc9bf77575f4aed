package dev.understudy.loops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.Config;
import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Console and page for PyTorch's own figures: no training is computed here, so every digit must be the generator's. */
class KnownFiguresTest {
    @TempDir
    private Path folder;

    private Path runs;

    @BeforeEach
    void aFolderOfRuns() {
        runs = folder.resolve("runs");
    }

    /** A run directory as if the program had found exactly these figures. */
    private Path directory(String trial, String config) throws IOException {
        Config of = ClosedLoops.config(config);
        Path directory = Files.createDirectories(runs.resolve(trial).resolve(of.trial()));
        Files.writeString(directory.resolve(RunDirectory.CONFIG), of.toYaml());
        Files.writeString(
                directory.resolve(RunDirectory.STATUS),
                "{\"state\":\"DONE\",\"metaStep\":0,\"message\":\"\",\"started\":\"2025-01-01T00:00:00Z\",\"updated\":\"2025-01-01T00:00:00Z\"}");
        for (String part : List.of("metrics", "evaluation")) {
            StringBuilder lines = new StringBuilder();
            Expected.of(trial).part(part).forEach(line -> lines.append(line).append('\n'));
            Files.writeString(directory.resolve(part + ".jsonl"), lines);
        }
        return directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void theConsolesTableIsThatOfThePlainFigures(String trial) throws IOException {
        assertThat(ResultTable.lines(List.of(directory(trial, trial)), false, 100))
                .isEqualTo(Expected.of(trial).texts("console"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void onATerminalTheVerdictHasItsColourAndNothingElseChanges(String trial) throws IOException {
        List<String> expected = new ArrayList<>(Expected.of(trial).texts("console"));
        expected.set(1, Expected.of(trial).texts("coloured").get(0));

        assertThat(ResultTable.lines(List.of(directory(trial, trial)), true, 100))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void thePagesTextsAreThoseOfThePlainFigures(String trial) throws IOException {
        Path page = folder.resolve("report.html");
        Report.write(List.of(directory(trial, trial)), page);

        assertThat(PageTexts.of(Files.readString(page)))
                .isEqualTo(Expected.of(trial).texts("page"));
    }

    /** A trial that has not trained here, and whose points were not kept. */
    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam"})
    void theSameHoldsForTheLoopsThatEndAtStepOneThousand(String trial) throws IOException {
        Path directory = directory(trial + "-1000", trial);
        Path page = folder.resolve("report.html");
        Report.write(List.of(directory), page);

        Expected expected = Expected.of(trial + "-1000");
        assertThat(ResultTable.lines(List.of(directory), false, 100)).isEqualTo(expected.texts("console"));
        assertThat(PageTexts.of(Files.readString(page))).isEqualTo(expected.texts("page"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void aPageOfTwoTrialsSetsThemSideBySide(String trial) throws IOException {
        Path page = folder.resolve("report.html");
        Report.write(List.of(directory("half-plane-sgd", "half-plane-sgd"), directory(trial, trial)), page);

        assertThat(PageTexts.tables(Files.readString(page)).get(0).get(2))
                .isEqualTo(Expected.of(trial).texts("row"));
    }
}
