package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan of a call: its configs become trials. */
class PlanTest {
    @TempDir
    private Path folder;

    private Path config(String name, String yaml) {
        try {
            return Files.writeString(folder.resolve(name + ".yaml"), yaml + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> labels(Path file, String... overrides) {
        return Plan.of(List.of(file), List.of(overrides), false).trials().stream()
                .map(PlannedTrial::label)
                .toList();
    }

    private String fault(List<Path> files, boolean many, String... overrides) {
        Fault fault = catchThrowableOfType(Fault.class, () -> Plan.of(files, List.of(overrides), many));
        assertThat(fault).isNotNull();
        assertThat(fault.exitCode()).isEqualTo(2);
        assertThat(fault.getMessage()).doesNotContain("\n").matches("\\S.*; expected \\S.*; \\S.*");
        return fault.getMessage().replace(folder + "/", "");
    }

    @Test
    void aTrialIsNamedByWhatDiffersAndItsSeed() {
        Path a = config(
                "a",
                "name: a\nsweep:\n  grid: {teacher.adam.learningRate: [1e-4, 0.0003], imitator.hidden: [[8], [20, 20]]}");

        assertThat(labels(a))
                .containsExactly(
                        "a/learningRate=1e-4,hidden=8,seed-1",
                        "a/learningRate=1e-4,hidden=20x20,seed-1",
                        "a/learningRate=3e-4,hidden=8,seed-1",
                        "a/learningRate=3e-4,hidden=20x20,seed-1");
        assertThat(labels(a, "imitator.hidden=[2]", "teacher.learningRate=1", "seed=4"))
                .containsExactly("a/seed-4");
    }

    @Test
    void withoutASweepAndWithOneOfSeedsTheNameIsThatOfTheSeed() {
        assertThat(labels(config("a", "name: a"))).containsExactly("a/seed-1");
        assertThat(labels(config("a", "name: a\nsweep: {grid: {seed: 1..3}}")))
                .containsExactly("a/seed-1", "a/seed-2", "a/seed-3");
    }

    @Test
    void theSeedStandsLastWhereverItIsSwept() {
        assertThat(labels(config("a", "name: a"), "seed=7,8", "training.unroll=5"))
                .containsExactly("a/seed-7", "a/seed-8");
        assertThat(labels(config("a", "name: a"), "seed=7", "training.unroll=5,6"))
                .containsExactly("a/unroll=5,seed-7", "a/unroll=6,seed-7");
        assertThat(labels(config("a", "name: a"), "seed=7,8", "training.unroll=5,6"))
                .containsExactly("a/unroll=5,seed-7", "a/unroll=6,seed-7", "a/unroll=5,seed-8", "a/unroll=6,seed-8");
    }

    @Test
    void moreValuesOfASweptKeyKeepTheNamesThatThereWere() {
        List<String> before = labels(config("a", "name: a\nsweep: {grid: {training.unroll: [5], seed: [1, 2]}}"));
        List<String> after = labels(config("a", "name: a\nsweep: {grid: {training.unroll: [4, 5], seed: 1..3}}"));

        assertThat(after).containsAll(before).hasSize(6);
    }

    @Test
    void aBatchIsReadAsAWholeAndMayNotWriteTwiceIntoOneFolder() {
        Path a = config("a", "name: x");
        Path b = config("b", "name: x\nseed: 2");

        assertThat(Plan.of(List.of(a, b), List.of(), false).trials())
                .extracting(PlannedTrial::label)
                .containsExactly("x/seed-1", "x/seed-2");
        assertThat(fault(List.of(a, b), false, "seed=5"))
                .isEqualTo(
                        "b.yaml and a.yaml are both x/seed-5; expected one folder for each trial; give each its own name"
                                + " or seed");
        assertThat(fault(List.of(config("c", "name: X"), a), false))
                .isEqualTo(
                        "a.yaml and c.yaml make X/seed-1 and x/seed-1, which are one folder on a disk that ignores case; expected names"
                                + " that differ in more than case; rename one");
        Path swept = config("swept", "name: x\nsweep: {grid: {seed: 1..3}}");
        assertThat(fault(List.of(swept, b), false)).startsWith("b.yaml and swept.yaml are both x/seed-2;");
    }

    @Test
    void twoTrialsOfOneNameAreRefused() {
        Path a = config("a", "name: a");

        assertThat(fault(List.of(a), false, "teacher.learningRate=1e-4,0.0001"))
                .isEqualTo("a.yaml makes a/learningRate=1e-4,seed-1 twice; expected values that differ; remove one of"
                        + " the equal values from the sweep");
        assertThat(fault(List.of(a), false, "data.dataset=mnist", "optimizee.model=mnist-cnn", "device=cpu,'cpu'"))
                .contains("makes a/device=cpu,seed-1 twice");
        Path folders = config("a", "name: a\nsweep: {grid: {data.dir: [Here, here]}}");
        assertThat(fault(List.of(folders), false))
                .isEqualTo(
                        "a.yaml makes a/dir=Here,seed-1 and a/dir=here,seed-1, which are one folder on a disk that ignores case; expected"
                                + " names that differ in more than case; rename one");
    }

    @Test
    void aSweepThatChangesNothingIsRefused() {
        Path a = config("a", "name: a\nsweep: {grid: {teacher: [sgd, adam]}}");

        assertThat(fault(List.of(a), false, "teacher.adam.learningRate=0.5"))
                .isEqualTo(
                        "a.yaml makes a/teacher=adam,seed-1 and a/teacher=sgd,seed-1, which have equal configs; expected"
                                + " trials that differ; remove the keys from the sweep that change nothing, such"
                                + " as a key with a later override");
    }

    @Test
    void aNameOfMoreThan64CharactersIsRefused() {
        Path a = config("a", "name: a");
        String[] sixtyFour = {
            "training.metaSteps=1234567", "evaluation.steps=1234567", "optimizee.batch=12", "seed=123456789"
        };
        String name = "metaSteps=1234567,steps=1234567,batch=12,seed-123456789";

        assertThat(name).hasSize(55);
        String[] swept = swept(sixtyFour);
        swept[3] = "seed=123456789012345678,1";
        assertThat(labels(a, swept).get(0)).isEqualTo("a/" + name + "012345678").hasSize(66);
        swept[3] = "seed=1234567890123456789,1";
        assertThat(fault(List.of(a), false, swept))
                .isEqualTo("a.yaml makes a trial whose name has 65 characters, " + name
                        + "0123456789; expected at most 64;"
                        + " give long keys a shorter word, as in sweep: {names: {optimizee.batch: b}}, or sweep fewer in one"
                        + " config");
    }

    @Test
    void aLongKeyCanHaveAShorterWord() {
        Path a = config(
                "a",
                "name: a\nsweep:\n  names: {training.metaOptimizer.learningRate: meta, optimizee.batch: b}\n"
                        + "  grid: {training.metaOptimizer.adam.learningRate: [0.5, 1], teacher.learningRate: [1]}");

        assertThat(labels(a)).containsExactly("a/meta=0.5,learningRate=1,seed-1", "a/meta=1,learningRate=1,seed-1");
    }

    /** Each with a second value. */
    private static String[] swept(String... overrides) {
        return List.of(overrides).stream().map(one -> one + ",1").toArray(String[]::new);
    }

    @Test
    void moreThanTenThousandTrialsAreMeantOnlyIfTheUserSaysSo() {
        Path a = config("a", "name: a");

        assertThat(fault(List.of(a), false, "seed=1..10001"))
                .isEqualTo("a.yaml makes 10001 trials; expected at most 10000 without --yes; sweep fewer values, or add"
                        + " --yes to run them all");
        assertThat(fault(List.of(a, config("b", "name: b")), false, "seed=1..5001"))
                .startsWith("the configs of this call make 10002 trials;");
        assertThat(fault(List.of(a), false, "seed=1..1000000000000", "threads=1..1000000000"))
                .startsWith("a.yaml makes more than 10^18 trials; expected at most 10000 without --yes;");
        assertThat(fault(List.of(a), true, "seed=1..1000001"))
                .isEqualTo("a.yaml makes 1000001 trials; expected at most 1000000; sweep fewer values in one call");
        assertThat(Plan.of(List.of(a), List.of("seed=1..10001"), true).trials()).hasSize(10_001);
    }

    @Test
    void oneBadCombinationRefusesAll() {
        Path a = config("a", "name: a\nsweep:\n  grid:\n    training.unroll: [5, 4]\n    training.episode: [20, 10]");

        assertThat(fault(List.of(a), false))
                .isEqualTo(
                        "a.yaml:5 training.episode is 10; expected a multiple of training.unroll, 4; correct the line");
    }

    @Test
    void theHashIsThatOfNamesAndConfigs() {
        Path a = config("a", "name: x");
        String hash = hash(a);

        assertThat(hash).hasSize(64).isEqualTo(hash(a, "seed=1"));
        assertThat(hash(a, "training.unroll=6")).isNotEqualTo(hash);
        assertThat(hash(a, "name=y")).isNotEqualTo(hash);
        assertThat(hash(a, "seed=1,2")).isNotEqualTo(hash(a, "seed=2,1"));
        Config config = Config.named("x");
        assertThat(new Plan(List.of(new PlannedTrial(config, Map.of(), "threads=0,seed-1"))).hash())
                .isNotEqualTo(new Plan(List.of(new PlannedTrial(config, Map.of(), "seed-1"))).hash());
    }

    private static String hash(Path file, String... overrides) {
        return Plan.of(List.of(file), List.of(overrides), false).hash();
    }
}
