package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's output before any computation: help, version and errors. */
@Tag("slow")
class MainTest {
    @TempDir
    private Path folder;

    @Test
    void withoutArgumentsTheHelpIsShown() {
        Called help = Called.with();

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "Usage: understudy",
                        "run",
                        "evaluate",
                        "report",
                        "plan",
                        "doctor",
                        "Exit codes:",
                        "129/130/143");
        assertThat(help.err()).isEmpty();
        assertThat(Called.with("--help")).isEqualTo(help);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "watch",
                "evaluate",
                "report",
                "list",
                "compare",
                "tag",
                "rm",
                "rerun",
                "plan",
                "doctor",
                "bench",
                "export",
                "data",
                "init",
                "schema",
                "generate-completion"
            })
    void everyCommandHasItsHelp(String command) {
        Called help = Called.with(command, "--help");

        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: understudy " + command);
    }

    @Test
    void anUnknownCommandIsAnsweredWithTheOneThatWasMeant() {
        Called called = Called.with("pln", "a.yaml");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.errLines().get(0)).startsWith("understudy: ").contains("pln");
        assertThat(called.err()).contains("did you mean plan?");
        assertThat(called.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsBadInput() {
        Called called = Called.run(folder, "--frsh", TinyConfig.write(folder, "a"));

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err()).contains("--frsh", "--fresh");
    }

    @Test
    void aMisspeltKeyIsNamedWithItsFileAndLine() {
        Path config = TinyConfig.write(folder, "a", "teacher:\n  sgd: {learningrat: 0.1}\n");

        refused(
                2,
                Called.run(runs(), config),
                config + ":8 teacher.sgd.learningrat is unknown; expected a known key; did you mean learningRate?");
    }

    @Test
    void aSweepWithoutAWayIsAnsweredWithThoseThatThereAre() {
        Path config = TinyConfig.write(folder, "a", "sweep: {seed: [1, 2]}");

        refused(
                2,
                Called.run(runs(), config),
                config + ":7 sweep.seed is unknown; expected one of grid, zip, random, halving, names;");
    }

    @Test
    void aWrongOverrideIsNamedAsOne() {
        refused(
                2,
                Called.run(runs(), TinyConfig.write(folder, "a"), "-o", "training.unrol=5"),
                "training.unrol",
                "did you mean unroll?",
                "-o");
    }

    @Test
    void aMissingConfigIsBadInput() {
        Path missing = folder.resolve("missing.yaml");

        refused(2, Called.run(runs(), missing), missing + " is not there");
        refused(2, Called.with("plan", missing), missing + " is not there");
    }

    @Test
    void whatIsAskedForAndIsNotHereNeverFallsBack() {
        Path config = TinyConfig.write(folder, "a");

        refused(
                3,
                Called.run(runs(), config, "-o", "engine=fused", "-o", "device=cuda"),
                "a: device cuda cannot be used (",
                "; expected a GPU that engine fused can use; ",
                "use device: auto or cpu");
        refused(3, Called.run(runs(), config, "-o", "device=cuda"), "a: device cuda cannot be used (", "cpu");
        refused(3, Called.run(runs(), config, "-o", "device=cuda:1"), "a: device cuda:1 cannot be used (");
    }

    @Test
    void missingDataAreFoundBeforeAnythingStarts() {
        Path nowhere = folder.resolve("nowhere");

        refused(
                3,
                Called.run(
                        runs(), TinyConfig.write(folder, "a"), "-o", "data.dataset=mnist", "-o", "data.dir=" + nowhere),
                nowhere.toString());
    }

    @Test
    void allConfigsAreCheckedBeforeTheFirstStarts() {
        Path good = TinyConfig.write(folder, "good");

        refused(
                2,
                Called.run(runs(), good, TinyConfig.write(folder, "bad", "sed: 2")),
                "sed is unknown; expected a known key; did you mean seed?");
        refused(
                3,
                Called.run(runs(), good, TinyConfig.write(folder, "cuda", "device: cuda")),
                "cuda: device cuda cannot be used (");
        refused(2, Called.run(runs(), good, good), "are both good/seed-1");
    }

    @Test
    void planPrintsEveryTrialAndRunsNothing() {
        Path a = TinyConfig.write(folder, "a");
        Path b = TinyConfig.write(folder, "b", "seed: 7");

        Called plan = Called.with("plan", "--runs", runs(), a, b, "-o", "training.unroll=10");

        assertThat(plan.code()).isZero();
        assertThat(plan.out().lines().filter(line -> line.startsWith("# ")))
                .containsExactly("# " + runs().resolve("a/seed-1"), "# " + runs().resolve("b/seed-7"));
        assertThat(plan.out())
                .contains("name: a", "name: b", "unroll: 10", "learningRate: 0.01")
                .doesNotContain("unroll: 5");
        assertThat(plan.err()).isEmpty();
        assertThat(runs()).doesNotExist();
    }

    @Test
    void doctorSaysWhatThisMachineCanDoAndHowFast() {
        Called doctor = Called.with("doctor");

        assertThat(doctor.code()).as(doctor.err()).isZero();
        assertThat(doctor.out())
                .contains(
                        "driver      ",
                        "engine      nd4j on cpu",
                        "engine      fused on cpu",
                        "class path  ",
                        "nd4j-native for ",
                        "cache       JavaCPP",
                        "cache       JNA",
                        "auto        engine ",
                        "data        digits: part of the program")
                .containsPattern("kernels     (plain|vector, \\d+ floats)")
                .containsPattern("speed       [1-9]\\d* meta-steps/s");
        assertThat(doctor.err()).isEmpty();
    }

    private Path runs() {
        return folder.resolve("runs");
    }

    /** One line, and nothing on the disk. */
    private void refused(int code, Called called, String... words) {
        assertThat(called.code()).as(called.err()).isEqualTo(code);
        assertThat(called.errLines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("understudy: ").contains(List.of(words)));
        assertThat(called.out()).isEmpty();
        assertThat(runs()).doesNotExist();
    }
}
