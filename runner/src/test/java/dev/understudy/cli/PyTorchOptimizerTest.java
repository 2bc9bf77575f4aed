package dev.understudy.cli;

import static dev.understudy.cli.ExportedImitators.ALL;
import static dev.understudy.cli.ExportedImitators.FEW;
import static dev.understudy.cli.ExportedImitators.imitator;
import static dev.understudy.cli.ExportedImitators.phi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** python/understudy.py as an optimizer of PyTorch, and the examples in docs/pytorch.md. */
@Tag("process")
class PyTorchOptimizerTest {
    @TempDir
    private Path folder;

    @Test
    void itKeepsWhatAnOptimizerOfPyTorchPromises() throws Exception {
        Needs.TORCH.orSkip();
        ExportedImitators exported = new ExportedImitators(folder);
        List.of("sgd", "adam", "nadam", "adam-lstm").forEach(exported::pretrained);
        Imitator gated = imitator(List.of(3), Features.LOG_SIGN, FEW, Head.GATED);
        Imitator plain = imitator(List.of(3), Features.MOMENTS, FEW, Head.ZERO_OUT);
        Imitator timed = plain.withTime(true).withSchedule(true);
        Imitator tensors = plain.withTensorScale(true);
        Imitator all = imitator(List.of(4, 3), Features.MOMENTS, ALL, Head.ZERO_OUT);
        exported.written("gated", gated, phi(gated));
        exported.written("unknown", plain, phi(plain));
        exported.written("timed", timed, phi(timed));
        exported.written("all", all, phi(all));
        float[] byWeights = phi(tensors);
        byWeights[byWeights.length - 1] = 0.25f;
        exported.written("tensors", tensors, byWeights);

        String printed =
                exported.python(ExportedImitators.script("optimizer_test.py"), ExportedImitators.understudy(), folder);

        Matcher ran = Pattern.compile("Ran (\\d+) tests").matcher(printed);
        assertThat(ran.find()).as(printed).isTrue();
        assertThat(Integer.parseInt(ran.group(1))).isGreaterThan(20);
        assertThat(printed).doesNotContain("skipped");
    }

    @Test
    void theExampleOfThePageTrainsANetwork() throws Exception {
        Needs.TORCH.orSkip();
        Matcher example = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page()));
        assertThat(example.find()).isTrue();
        ExportedImitators exported = new ExportedImitators(folder);
        exported.pretrained("adam");
        Files.writeString(folder.resolve("example.py"), example.group(1));

        String printed = exported.python("example.py");

        Matcher loss = Pattern.compile("^loss (0\\.\\d+)", Pattern.MULTILINE).matcher(printed);
        assertThat(loss.find()).as(printed).isTrue();
        assertThat(Double.parseDouble(loss.group(1))).as("log 2 is chance").isLessThan(0.1);
    }

    @Test
    void thePageSaysHowMuchIsKeptForAWeight() throws Exception {
        // optimizer_test.py counts the kept numbers.
        assertThat(Files.readString(page()))
                .contains("`sgd` keeps 5 numbers, `adam` 19, `adam-lstm` 41")
                .contains("the update is **added** to the weights");
    }

    private static Path page() {
        return Root.path("docs/pytorch.md");
    }
}
