package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** peers/peer_optimizer.py: known lines in, a known table and verdict out; and one start of the program, which docs/results/scripts/pytorch.sh starts several times. */
@Tag("process")
class PyTorchSpeedTest {
    @TempDir
    private Path folder;

    private String table(String... lines) throws Exception {
        Files.write(folder.resolve("lines"), List.of(lines));
        return new ExportedImitators(folder).python(program(), "table", "lines");
    }

    @Test
    void theTableHasMediansOverTheStartsAndAVerdict() throws Exception {
        Needs.TORCH.orSkip();
        String line =
                "{'name': 'sgd', 'coordinates': 21840, 'hidden': [2], 'torch': '2', 'imitator': %s, 'cell': %s, 'adam': %s}"
                        .replace('\'', '"');
        assertThat(table(
                        String.format(line, "1.0", "2.0", "0.5"),
                        String.format(line, "3.0", "2.0", "0.5"),
                        String.format(line, "2.0", "1.6", "0.5")))
                .contains("| `sgd` | 2 | 21,840 | 2.00 | 1.25 | 0.50 to 1.50 | 4 |")
                .contains("3 starts, torch 2; the worst ratio to the LSTMCell is 1.25, the bar 1.3: held");
        assertThat(table(String.format(line, "2.7", "2.0", "0.5")))
                .contains("the worst ratio to the LSTMCell is 1.35, the bar 1.3: missed");
        String constant = "{'name': 'c', 'coordinates': 21840, 'hidden': [], 'torch': '2', 'imitator': 1, 'adam': 0.5}"
                .replace('\'', '"');
        assertThat(table(constant)).contains("| `c` | none | 21,840 | 1.00 | – | – | 2 |");
    }

    @Tag("speed")
    @Test
    void aStepIsAtMost13TimesABareLstmCell() throws Exception {
        Needs.TORCH.orSkip();
        ExportedImitators exported = new ExportedImitators(folder);
        String lines = exported.python(
                program(),
                "measure",
                exported.pretrained("sgd"),
                exported.pretrained("adam"),
                exported.pretrained("adam-lstm"));
        assertThat(table(lines.split("\n"))).contains("the bar 1.3: held");
    }

    private static Path program() {
        return Root.path("peers/peer_optimizer.py");
    }
}
