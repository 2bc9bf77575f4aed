package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files as read by an independent reader, peers/tfevents.py: it finds the values of the logs, and damage only in damaged files. */
@Tag("process")
class TfeventsPeerTest {
    private static final String NAME = "events.out.tfevents.understudy";

    @TempDir
    Path folder;

    private Path run;
    private Path events;

    /** Its output and its exit code. */
    private record ReadEvents(int code, String err, List<JsonNode> events) {
        static ReadEvents of(Path... files) throws IOException, InterruptedException {
            Needs.PYTHON3.orSkip();
            List<String> command = new ArrayList<>(
                    List.of("python3", Root.path("peers/tfevents.py").toString()));
            Arrays.stream(files).map(Path::toString).forEach(command::add);
            Process process = new ProcessBuilder(command).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            List<JsonNode> events = new ArrayList<>();
            for (String line : out.lines().toList()) {
                events.add(new ObjectMapper().readTree(line));
            }
            return new ReadEvents(process.exitValue(), err.strip(), events);
        }

        /** By step and tag. */
        Map<String, Double> numbers() {
            Map<String, Double> numbers = new TreeMap<>();
            for (JsonNode event : events) {
                for (JsonNode value : event.path("values")) {
                    if (value.has("value")) {
                        String key = event.path("step").asLong() + " "
                                + value.path("tag").asText();
                        assertThat(numbers.put(key, value.path("value").asDouble()))
                                .as(key)
                                .isNull();
                    }
                }
            }
            return numbers;
        }
    }

    @BeforeEach
    void anExportedRun() {
        run = LoggedRun.of(folder, "a", "seed-1");
        events = TensorBoardExport.write(List.of(run), folder.resolve("to")).get(0);
    }

    private static void number(Map<String, Double> numbers, JsonNode line, String at, String tag, String key) {
        if (line.path(key).isNumber()) {
            assertThat(numbers.remove(at + " " + tag + "/" + key))
                    .isEqualTo((double) (float) line.path(key).asDouble());
        }
    }

    @Test
    void theTrainingIsThereNumberForNumberAsTheLogHasIt() throws Exception {
        ReadEvents read = ReadEvents.of(events.resolve(NAME));

        assertThat(read.code()).as(read.err()).isZero();
        Map<String, Double> numbers = read.numbers();
        for (String text : Files.readAllLines(run.resolve(RunDirectory.METRICS))) {
            JsonNode line = new ObjectMapper().readTree(text);
            String step = line.path("metaStep").asText();
            for (String key : List.of(
                    "imitationLoss", "taskLoss", "modelLossFirst", "modelLossLast", "learningRate", "seconds")) {
                number(numbers, line, step, "training", key);
            }
            line.path("diagnostics")
                    .properties()
                    .forEach(quantity -> quantity.getValue()
                            .properties()
                            .forEach(figure -> assertThat(numbers.remove(
                                            step + " diagnostics/" + quantity.getKey() + "." + figure.getKey()))
                                    .isEqualTo(figure.getValue().asDouble())));
            line.path("validation")
                    .forEach(one -> number(numbers, one, one.path("metaStep").asText(), "validation", "loss"));
        }
        assertThat(numbers).containsOnlyKeys("0 verdict/lnRatio");
        assertThat(read.events())
                .extracting(event -> event.path("wallTime").asDouble())
                .startsWith(1735689600.0, 1735689600.0, 1735689602.5);
    }

    @Test
    void theConfigAndTheVerdictAreTexts() throws Exception {
        List<JsonNode> texts = new ArrayList<>();
        ReadEvents.of(events.resolve(NAME))
                .events()
                .forEach(event -> event.path("values").forEach(value -> {
                    if (value.has("text")) {
                        texts.add(value);
                    }
                }));

        assertThat(texts).extracting(text -> text.path("tag").asText()).containsExactly("config", "verdict");
        assertThat(texts).extracting(text -> text.path("plugin").asText()).containsOnly("text");
        assertThat(texts.get(0).path("text").asText()).isEqualTo("    name: a\n    teacher: {sgd: {}}");
        assertThat(texts.get(1).path("text").asText()).isEqualTo("**imitates**: because it does");
    }

    @Test
    void eachLoopHasAFileOfItsOwnWithTheSameTags() throws Exception {
        ReadEvents imitator = ReadEvents.of(events.resolve("imitator-7").resolve(NAME));
        ReadEvents teacher = ReadEvents.of(events.resolve("teacher-7").resolve(NAME));

        assertThat(imitator.numbers())
                .containsEntry("5 evaluation/testLoss", (double) 0.9f)
                .containsEntry("9 result/meanLoss", (double) 0.8f);
        assertThat(teacher.numbers())
                .containsEntry("5 evaluation/testLoss", (double) 0.7f)
                .containsEntry("9 result/meanLoss", (double) 0.6f);
        assertThat(teacher.numbers().keySet()).isEqualTo(imitator.numbers().keySet());
    }

    /** So that the tests above are known to look. */
    @Test
    void theReaderSeesABitThatIsWrongAndAnEndThatIsCut() throws Exception {
        byte[] whole = Files.readAllBytes(events.resolve(NAME));
        for (int at : new int[] {0, 8, 15, whole.length - 1}) {
            byte[] wrong = whole.clone();
            wrong[at] ^= 1;
            ReadEvents read = ReadEvents.of(Files.write(folder.resolve("wrong"), wrong));
            assertThat(read.code()).as("bit of byte " + at).isEqualTo(1);
            assertThat(read.err()).contains("has a wrong checksum of the ");
        }
        ReadEvents cut = ReadEvents.of(Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 1)));
        assertThat(cut.code()).isEqualTo(1);
        assertThat(cut.err()).contains("ends within the record that begins at byte ");
    }
}
