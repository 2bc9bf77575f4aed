package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.FaultyDisk.Trouble;
import dev.understudy.run.PowerCutDisk.Lost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of operations on the disk: all files that a status refers to are on the disk before it. */
@Tag("slow")
class OrderOnDiskTest {
    @TempDir
    private static Path folder;

    private static List<CrashScenario> scenarios;

    @BeforeAll
    static void prepare() throws IOException {
        scenarios = CrashScenarios.in(folder);
    }

    static Stream<CrashScenario> thatEndWithAStatus() {
        return scenarios.stream()
                .filter(scenario -> scenario.operations().stream().anyMatch(OrderOnDiskTest::isStatus));
    }

    private static boolean isStatus(String operation) {
        return operation.matches("move (status|evaluation)\\.json\\.tmp to .*");
    }

    private static CrashScenario named(String name) {
        return scenarios.stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int last(List<String> operations, String regex) {
        for (int i = operations.size() - 1; i >= 0; i--) {
            if (operations.get(i).matches(regex)) {
                return i;
            }
        }
        throw new AssertionError(regex + " is not among " + operations);
    }

    @ParameterizedTest
    @MethodSource("thatEndWithAStatus")
    void allThatIsWrittenBeforeTheLastStatusIsForcedBeforeIt(CrashScenario scenario) {
        Map<String, String> open = new HashMap<>();
        List<String> operations = scenario.operations();
        for (String operation : operations.subList(0, last(operations, "move (status|evaluation).json.tmp to .*"))) {
            String[] words = operation.split(" ");
            String file = words[words.length - 1];
            switch (words[0]) {
                case "create", "append", "move", "delete" -> {
                    open.put("the name of " + file, operation);
                    open.remove("the content of " + words[1]);
                }
                case "write", "truncate" -> open.put("the content of " + file, operation);
                case "force" -> {
                    open.remove("the content of " + file);
                    if (words[1].equals("directory")) {
                        open.keySet().removeIf(what -> what.startsWith("the name of "));
                    }
                }
                default -> throw new AssertionError(operation);
            }
        }
        // The lock's line is for other processes of this hour; the status itself is still a temporary file.
        open.keySet().removeIf(what -> what.endsWith(".lock"));
        open.keySet().removeIf(what -> what.matches("the name of (status|evaluation).json.tmp"));
        open.keySet().removeIf(what -> what.equals("the name of report.html"));
        assertThat(open).isEmpty();
    }

    /** All that is forced in a folder is lost with the folder's own name. */
    @ParameterizedTest
    @MethodSource("thatEndWithAStatus")
    void theNameOfANewFolderIsForcedAtOnce(CrashScenario scenario) {
        List<String> operations = scenario.operations();
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).startsWith("create directory ")) {
                assertThat(operations.get(i + 1)).as(operations.get(i)).startsWith("force directory ");
            }
        }
    }

    /** Were a checkpoint to come back with the power, and its lines of metrics not, no resume would write them again. */
    @Test
    void aFreshStartHasForgottenTheCheckpointsBeforeItForgetsTheirLines() {
        List<String> operations = named("a run that begins afresh").operations();
        int checkpoints = last(operations, "delete checkpoint.previous.safetensors");
        assertThat(operations.subList(checkpoints + 1, last(operations, "delete metrics.jsonl")))
                .contains("force directory seed-1");
        assertThat(operations.subList(0, checkpoints)).contains("delete status.json", "delete checkpoint.safetensors");
    }

    /** Otherwise it would stay if the program ended before the next one. */
    @Test
    void theReportOfAnEarlierStatusIsGoneBeforeTheNext() {
        List<String> operations = named("a run that goes on").operations();
        int done = last(operations, "move status.json.tmp to status.json");
        assertThat(last(operations, "delete report.html")).isEqualTo(done - 4);
        assertThat(last(operations, "move report.html.tmp to report.html")).isGreaterThan(done);
    }

    /** A rollout with a result counts as done, and none of its lines is written again. */
    @Test
    void theWeightsOfADivergedLoopComeBeforeItsResult() throws IOException {
        CrashScenario scenario = named("an evaluation that diverges");
        int weights = last(scenario.operations(), "create diverged-teacher.*") + 1;
        scenario.call(new Crash(scenario, weights, Trouble.KILLED, Lost.NOTHING).disk());
        Path lines = Trees.files(scenario.work()).stream()
                .filter(file ->
                        file.toString().contains(RunDirectory.EVALUATIONS) && file.endsWith(RunDirectory.EVALUATION))
                .map(scenario.work()::resolve)
                .findFirst()
                .orElseThrow();
        assertThat(RawLines.read(lines))
                .extracting(line -> line.path("kind").asText() + " of "
                        + line.path("rollout").asText())
                .contains("result of imitator")
                .doesNotContain("result of teacher");
    }
}
