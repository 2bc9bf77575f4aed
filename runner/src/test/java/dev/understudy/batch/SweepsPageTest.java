package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import dev.understudy.run.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in docs/sweeps.md are valid configs, and its tables list all existing keys. */
class SweepsPageTest {
    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(Root.path("docs/sweeps.md"));
    }

    @Test
    void theExamplesMakeAsManyTrialsAsThePageSays() throws IOException {
        List<String> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page())
                .results()
                .map(example -> example.group(1))
                .toList();
        assertThat(examples).hasSize(2);
        Path rates = Files.writeString(folder.resolve("base.yaml"), examples.get(0));
        Path another = Files.writeString(folder.resolve("another.yaml"), examples.get(1));

        List<PlannedTrial> trials = Plan.of(List.of(rates), List.of(), false).trials();
        assertThat(page()).contains(" = " + trials.size() + " trials.");
        assertThat(trials.get(0).trial()).matches("lr=1e-4,b=16,steps=1000,meta=[^,]+,hidden=[^,]+,clip=[^,]+,seed-1");
        assertThat(Plan.of(List.of(another), List.of(), false).trials().size()).isEqualTo(2 * 20);
    }

    @Test
    void everyKeyOfAPlanIsListed() throws IOException {
        String page = page();
        Stream.of(PlanFile.class, PlanFile.Trial.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .forEach(key -> assertThat(page).contains("\n| `" + key.getName() + "` | "));
    }
}
