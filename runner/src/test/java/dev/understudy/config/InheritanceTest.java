package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configs that extend others. */
class InheritanceTest {
    @TempDir
    private Path folder;

    private Swept files;

    @BeforeEach
    void inFolder() {
        files = new Swept(folder);
    }

    private Config over(String base, String own, String... overrides) {
        files.write("base.yaml", base);
        return Configs.load(files.write("own.yaml", "extends: base.yaml\n" + own), List.of(overrides));
    }

    @Test
    void whatAFileSaysGoesOverItsBaseKeyByKey() {
        Config c = over(
                "name: base\ntraining: {unroll: 7, metaSteps: 70}\nimitator: {hidden: [3, 4]}\nseed: 5\n",
                "name: own\ntraining: {metaSteps: 90}\nimitator: {hidden: [2]}\n",
                "threads=2");

        assertThat(c.name()).isEqualTo("own");
        assertThat(c.seed()).isEqualTo(5);
        assertThat(c.threads()).isEqualTo(2);
        assertThat(c.training().unroll()).isEqualTo(7);
        assertThat(c.training().metaSteps()).isEqualTo(90);
        assertThat(c.imitator().network().hidden()).containsExactly(2);
        assertThat(c.toYaml()).doesNotContain("extends", "sweep");
    }

    @Test
    void aRuleOrANetworkReplacesThatOfTheBase() {
        assertThat(over("name: b\nteacher: {adam: {learningRate: 0.5}}\n", "teacher: {adam: {beta1: 0.8}}\n")
                        .teacher())
                .isEqualTo(new Teacher.Adam(0.5, 0.8, 0.999, 1e-8));
        assertThat(over("name: b\nteacher: {adam: {learningRate: 0.5}}\n", "teacher: {sgd: {momentum: 0.5}}\n")
                        .teacher())
                .isEqualTo(new Teacher.Sgd(0.01, 0.5, 0, false));
        assertThat(over("name: b\nteacher: {adam: {learningRate: 0.5}}\n", "teacher: adam\n")
                        .teacher())
                .isEqualTo(new Teacher.Adam(1e-3));
        assertThat(over("name: b\noptimizee: {layers: [{dense: 10}], batch: 3}\n", "optimizee: {model: mnist-cnn}\n")
                        .optimizee())
                .isEqualTo(new OptimizeeConfig(OptimizeeConfig.Model.MNIST_CNN, null, null, 3));
    }

    @Test
    void nullIsTheDefaultAgain() {
        Config c = over("name: b\ntraining: {unroll: 7}\ndata: {dir: here}\n", "training:\ndata: {dir: null}\n");
        assertThat(c).isEqualTo(Config.named("b"));
    }

    @Test
    void aSweepIsInheritedKeyByKeyAndNullTakesAKeyAway() {
        files.write(
                "base.yaml",
                "name: b\nsweep:\n  grid: {training.unroll: [1, 2], seed: 1..3}\n  random: {trials: 2, training.clip: {uniform: [1, 2]}}\n");

        assertThat(count("extends: base.yaml\n")).isEqualTo(12);
        assertThat(count("extends: base.yaml\nsweep: {grid: {seed: [5]}}\n")).isEqualTo(4);
        assertThat(count("extends: base.yaml\nsweep: {grid: {seed: null}}\n")).isEqualTo(4);
        assertThat(count("extends: base.yaml\nsweep: {random: {training.clip: {choice: [1, 2, 3]}}}\n"))
                .isEqualTo(12);
        assertThat(count("extends: base.yaml\nsweep: {random: null}\n")).isEqualTo(6);
        assertThat(count("extends: base.yaml\nsweep: null\n")).isEqualTo(1);
    }

    @Test
    void aKeyThatIsGivenAValueIsNoLongerSweptByTheBase() {
        files.write(
                "base.yaml",
                "name: b\nsweep:\n  grid: {teacher.adam.learningRate: [0.1, 0.2, 0.3], seed: 1..3}\n"
                        + "  zip: {optimizee.batch: [1, 2], training.unroll: [2, 4]}\n");

        assertThat(count("extends: base.yaml\nteacher: {adam: {learningRate: 0.5}}\n"))
                .isEqualTo(6);
        assertThat(count("extends: base.yaml\nteacher: {adam: {beta1: 0.5}}\n")).isEqualTo(18);
        assertThat(count("extends: base.yaml\nseed: 7\noptimizee: {batch: 5}\n"))
                .isEqualTo(6);
        assertThat(count("extends: base.yaml\nseed: 7\nsweep: {grid: {seed: [8, 9]}}\n"))
                .isEqualTo(12);
        assertThat(SweptConfigs.read(files.write("own.yaml", "extends: base.yaml\noptimizee: {batch: 5}\n"), List.of())
                        .all(name -> null))
                .allMatch(c -> c.config().optimizee().batch() == 5);
    }

    @Test
    void theSeedOfTheDrawsIsNotTheSeedOfTheTrials() {
        files.write(
                "base.yaml",
                "name: b\nsweep:\n  grid: {seed: 1..3}\n  random: {trials: 2, seed: 9, training.clip: {uniform: [1, 2]}}\n");

        assertThat(clips("extends: base.yaml\nseed: 7\n"))
                .hasSize(2)
                .isEqualTo(clips("extends: base.yaml\nsweep: {grid: {seed: [7]}}\n"));
        assertThat(clips("extends: base.yaml\nseed: 7\nsweep: {random: {seed: 10}}\n"))
                .hasSize(2)
                .isNotEqualTo(clips("extends: base.yaml\nseed: 7\n"));
    }

    private List<String> clips(String own) {
        return SweptConfigs.read(files.write("own.yaml", own), List.of()).all(name -> null).stream()
                .map(c -> c.differs().get("training.clip"))
                .toList();
    }

    private long count(String own) {
        return SweptConfigs.read(files.write("own.yaml", own), List.of()).count();
    }

    @Test
    void aBaseIsFoundFromTheFileThatNamesItAndMayExtendAnother() throws IOException {
        Files.createDirectories(folder.resolve("bases"));
        files.write("bases/far.yaml", "name: far\nseed: 3\n");
        files.write("bases/near.yaml", "extends: far.yaml\nthreads: 2\n");
        Path own = files.write("own.yaml", "extends: bases/near.yaml\n");

        assertThat(Configs.load(own, List.of()).seed()).isEqualTo(3);
        assertThat(Configs.load(own, List.of()).threads()).isEqualTo(2);
    }

    @Test
    void whatIsWrongIsNamedWhereItStands() {
        assertThat(fault("name: b\ntraining:\n  unroll: 0\n", "seed: 1\n"))
                .isEqualTo(
                        "base.yaml:3 training.unroll is 0; expected a whole number from 1 to 10000; correct the line");
        assertThat(fault("name: b\ntraining: {episode: 12}\n", "training:\n  unroll: 5\n"))
                .isEqualTo("base.yaml:2 training.episode is 12; expected a multiple of training.unroll, 5; correct the"
                        + " line");
        assertThat(fault("name: b\nseed: 1\n", "seeed: 1\n"))
                .isEqualTo("own.yaml:2 seeed is unknown; expected a known key; did you mean seed?");
        assertThat(fault("name: [\n", "")).startsWith("base.yaml:2 is not YAML");
    }

    private String fault(String base, String own) {
        return files.faultOf(() -> over(base, own));
    }

    @Test
    void aCircleIsNamed() {
        files.write("a.yaml", "name: a\nextends: b.yaml\n");
        files.write("b.yaml", "extends: c.yaml\n");
        files.write("c.yaml", "\n\nextends: b.yaml\n");
        Path self = files.write("self.yaml", "extends: self.yaml\n");

        assertThat(files.faultOf(() -> Configs.load(folder.resolve("a.yaml"), List.of())))
                .isEqualTo("c.yaml:3 extends extends itself: b.yaml extends c.yaml extends b.yaml; expected a file that"
                        + " does not extend this one; take one of them out");
        assertThat(files.faultOf(() -> Configs.load(self, List.of())))
                .startsWith("self.yaml:1 extends extends itself: self.yaml extends self.yaml;");
    }

    @Test
    void sixteenBasesOfBasesAreTheMost() {
        files.write("0.yaml", "name: zero\n");
        for (int i = 1; i <= 17; i++) {
            files.write(i + ".yaml", "extends: " + (i - 1) + ".yaml\n");
        }

        assertThat(Configs.load(folder.resolve("16.yaml"), List.of()).name()).isEqualTo("zero");
        assertThat(files.faultOf(() -> Configs.load(folder.resolve("17.yaml"), List.of())))
                .isEqualTo(
                        "1.yaml:1 extends is base 17 of a chain; expected at most 16; put some of the files together");
    }

    @Test
    void aBaseThatIsNoneIsRefused() {
        assertThat(files.faultOf(() -> Configs.load(files.write("a.yaml", "extends: none.yaml\n"), List.of())))
                .isEqualTo(
                        "a.yaml:1 extends is none.yaml, which is not there; expected a config file, by its path relative"
                                + " to the folder of this one; correct the line");
        assertThat(files.faultOf(() -> Configs.load(files.write("a.yaml", "extends: [b.yaml]\n"), List.of())))
                .isEqualTo("a.yaml:1 extends is [b.yaml]; expected one file, such as base.yaml; correct the line");
        assertThat(files.faultOf(() -> Configs.load(files.write("a.yaml", "extends: .\n"), List.of())))
                .contains("is a folder; expected a config file");
        assertThat(files.faultOf(() -> Configs.parse("extends: b.yaml", "a", List.of())))
                .startsWith("a:1 extends is in a text that is not a file;");
        assertThat(files.faultOf(() -> over("name: b\n", "", "extends=b.yaml")))
                .startsWith("-o extends is for a config file;");
    }
}
