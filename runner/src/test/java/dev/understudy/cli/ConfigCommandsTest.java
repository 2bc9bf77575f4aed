package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Arguments become configs, and every error in them becomes one line and an exit code. */
class ConfigCommandsTest {
    private static final String QUICKSTART =
            Root.path("configs/quickstart.yaml").toString();

    @TempDir
    Path folder;

    @Test
    void helpNamesEveryCommandAndEveryExitCode() {
        Called help = Called.with("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "  run ",
                        "  evaluate ",
                        "  report ",
                        "  list ",
                        "  compare ",
                        "  tag ",
                        "  rm ",
                        "  rerun ",
                        "  plan ",
                        "  doctor ",
                        "  bench ",
                        "  export ",
                        "  data ",
                        "  init ",
                        "  schema ",
                        "  generate-completion ",
                        "  129/130/143 ");
        assertThat(Called.with().out()).isEqualTo(help.out());
        assertThat(Called.with("help").out()).isEqualTo(help.out());
        assertThat(Called.with("help", "run").out())
                .isEqualTo(Called.with("run", "--help").out())
                .contains("--retry-failed");
    }

    @Test
    void aPlanIsTheResolvedConfigOfEachTrialAndTouchesNothing() {
        Path runs = folder.resolve("runs");
        Called plan = Called.with(
                "plan",
                QUICKSTART,
                Root.path("configs/half-plane.yaml").toString(),
                "-o",
                "seed=7",
                "--runs",
                runs.toString());

        assertThat(plan.code()).isZero();
        String[] trials = plan.out().split("(?m)^# ");
        assertThat(trials).hasSize(3);
        assertThat(trials[1]).startsWith(runs.resolve("quickstart/seed-7").toString());
        String yaml = trials[1].substring(trials[1].indexOf('\n'));
        assertThat(Configs.parse(yaml, "plan", List.of()))
                .isEqualTo(Configs.load(Path.of(QUICKSTART), List.of("seed=7")));
        assertThat(runs).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "plan"})
    void aFaultInAConfigIsOneLineAndExitCode2(String command) throws Exception {
        Path file =
                Files.writeString(folder.resolve("adam.yaml"), "name: adam\nteacher:\n  adam:\n    learningrat: 0.1\n");
        Called said = Called.with(
                command,
                QUICKSTART,
                file.toString(),
                "--runs",
                folder.resolve("runs").toString());

        assertThat(said)
                .isEqualTo(
                        new Called(
                                2,
                                "",
                                "understudy: " + file
                                        + ":4 teacher.adam.learningrat is unknown; expected a known key; did you mean learningRate?\n"));
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aFileWithoutACommandIsRunAlsoAfterOptions() {
        for (String[] args :
                new String[][] {{"none.yaml"}, {"-o", "seed=3", "none.yaml"}, {"-q", "none.yml"}, {"run", "none.yaml"}
                }) {
            Called said = Called.with((Object[]) args);
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err())
                    .startsWith("understudy: none.y")
                    .endsWith("is not there; expected a config file; correct its path\n");
        }
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheOneThatWasMeant() {
        for (String command : new String[] {"runn", "rnu"}) {
            assertThat(Called.with(command, QUICKSTART))
                    .isEqualTo(
                            new Called(
                                    2,
                                    "",
                                    "understudy: " + command
                                            + " is not a command; expected one of run, watch, evaluate, tune, report, list, "
                                            + "compare, tag, rm, rerun, plan, doctor, bench, export, data, init, schema, generate-completion, help; did you mean run?\n"));
        }
        assertThat(Called.with("train", QUICKSTART).err()).endsWith("; see --help\n");
        assertThat(Called.with("run", QUICKSTART, "--frehs").err()).contains("--frehs", "--fresh");
    }

    @Test
    void whatThisVersionCannotDoIsExitCode3() {
        assertThat(Called.with("run", QUICKSTART, "-o", "device=cuda", "--runs", folder.toString()))
                .satisfies(said -> {
                    assertThat(said.code()).isEqualTo(3);
                    assertThat(said.err())
                            .startsWith("understudy: quickstart: ")
                            .hasLineCount(1);
                });
    }

    @Command(name = "full")
    static final class Full implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    void memoryThatRunsOutIsOneLineAndExitCode4UnderEveryCommand() {
        Called said = Called.by(() -> Main.execute(new CommandLine(new Full())));

        assertThat(said.code()).isEqualTo(4);
        assertThat(said.err())
                .startsWith("understudy: this process ran out of memory (Java heap space) with a heap of at most ")
                .hasLineCount(1);
    }

    @Test
    void exitCodesFollowFromWhatWasThrown() {
        assertThat(Failures.code(Fault.badInput("a", "b", "c", "d"))).isEqualTo(2);
        assertThat(Failures.code(Fault.environment("a", "b", "c", "d"))).isEqualTo(3);
        assertThat(Failures.code(Fault.resources("a", "b", "c", "d", null))).isEqualTo(4);
        assertThat(Failures.code(new OutOfMemoryError())).isEqualTo(4);
        assertThat(Failures.code(new IllegalStateException())).isEqualTo(1);
    }

    @Test
    void aRecordsOwnCheckIsNamedByItsParts() {
        IllegalArgumentException check = new Refusal("batch", "0", "1 to 9; or so");

        assertThat(Failures.refused("bench", check))
                .hasMessage("bench: batch is 0; expected 1 to 9; or so; correct the option")
                .hasCause(check);
        assertThat(Failures.refused("bench", new IllegalArgumentException("no")))
                .hasMessage("bench: is refused (no); expected values that fit; correct the option");
    }
}
