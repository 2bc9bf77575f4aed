package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Teacher;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trials of the section {@code sweep} of a config and of the lists on the command line. */
class SweepTest {
    @TempDir
    private Path folder;

    private Swept sweep;

    @BeforeEach
    void inFolder() {
        sweep = new Swept(folder);
    }

    @Test
    void aGridIsEachWithEachTheLastKeyFastest() {
        String yaml = "sweep:\n  grid: {teacher.adam.learningRate: [1e-4, 0.003], seed: 1..3}\n";

        assertThat(sweep.read(yaml).count()).isEqualTo(6);
        assertThat(sweep.configs(yaml)).extracting(Config::seed).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
        assertThat(sweep.configs(yaml).get(3).teacher()).isEqualTo(new Teacher.Adam(0.003));
        assertThat(sweep.differs(yaml).get(1).entrySet())
                .containsExactly(Map.entry("teacher.adam.learningRate", "1e-4"), Map.entry("seed", "2"));
    }

    @Test
    void valuesOfAZipGoTogether() {
        String yaml = "sweep:\n  zip: {optimizee.batch: [16, 64], training.metaSteps: [1000, 500]}\n";

        assertThat(sweep.configs(yaml))
                .extracting(c -> c.optimizee().batch() + " " + c.training().metaSteps())
                .containsExactly("16 1000", "64 500");
        assertThat(sweep.fault("sweep:\n  zip:\n    optimizee.batch: [16, 64]\n    seed: 1..3\n"))
                .isEqualTo(
                        "sweep.yaml:5 sweep.zip seed has 3 values, and optimizee.batch has 2 values; expected lists of one"
                                + " length, since the values go together; correct one of them, or write them under grid for all"
                                + " combinations");
    }

    @Test
    void gridZipAndRandomAreCombinedEachWithEach() {
        String yaml = """
                sweep:
                  grid: {seed: [1, 2]}
                  zip: {optimizee.batch: [1, 2, 3], training.unroll: [2, 4, 6]}
                  random: {trials: 4, training.clip: {uniform: [0.5, 2]}}
                """;

        assertThat(sweep.read(yaml).count()).isEqualTo(24);
        assertThat(sweep.read(yaml).keys())
                .containsExactly("seed", "optimizee.batch", "training.unroll", "training.clip");
        assertThat(sweep.differs(yaml)).doesNotHaveDuplicates().hasSize(24);
    }

    @Test
    void withoutASweepThereIsOneConfigThatDiffersInNothing() {
        assertThat(sweep.differs("", "seed=3")).containsExactly(Map.of());
        assertThat(sweep.differs("sweep:\n")).containsExactly(Map.of());
        assertThat(sweep.differs("sweep: {grid: , zip: {}}\n")).containsExactly(Map.of());
    }

    @Test
    void aKeyWithOneValueIsSweptAllTheSameSoThatASecondChangesNoName() {
        assertThat(sweep.differs("sweep: {grid: {training.unroll: [5]}}\n"))
                .containsExactly(Map.of("training.unroll", "5"));
    }

    @Test
    void aListOfTheCommandLineIsASweep() {
        assertThat(sweep.configs("", "teacher.adam.learningRate=1e-4,3e-4,1e-3", "seed=1..3"))
                .hasSize(9)
                .extracting(c -> c.teacher().learningRate() + " " + c.seed())
                .startsWith("1.0E-4 1", "1.0E-4 2")
                .endsWith("0.001 3");
        assertThat(sweep.configs("", "imitator.hidden=[2],[20, 20]"))
                .extracting(c -> c.imitator().network().hidden())
                .containsExactly(List.of(2), List.of(20, 20));
        assertThat(sweep.configs("", "teacher=sgd, adam", "teacher.learningRate=0.5"))
                .extracting(Config::teacher)
                .containsExactly(new Teacher.Sgd(0.5), new Teacher.Adam(0.5));
    }

    @Test
    void whatWasOneValueStaysOne() {
        assertThat(sweep.configs("", "imitator.hidden=[2, 3]")).hasSize(1);
        assertThat(sweep.configs("", "teacher={adam: {beta1: 0.8, beta2: 0.9}}"))
                .hasSize(1);
        assertThat(sweep.configs("", "teacher=adam: {beta1: 0.8, beta2: 0.9}")).hasSize(1);
        assertThat(sweep.configs("", "seed=3 # or 1, 2")).hasSize(1);
        assertThat(sweep.configs("", "data.dir=sets,mnist"))
                .extracting(c -> c.data().dir())
                .containsExactly("sets,mnist");
        assertThat(sweep.configs("", "data.dir=1..3"))
                .extracting(c -> c.data().dir())
                .containsExactly("1..3");
    }

    @Test
    void anOverrideTakesThePlaceOfTheFilesValuesForItsKey() {
        String yaml = """
                sweep:
                  grid: {teacher.adam.learningRate: [1e-4, 1e-3], seed: 1..3}
                  zip: {optimizee.batch: [1, 2], training.unroll: [2, 4]}
                """;

        assertThat(sweep.read(yaml, "seed=7").keys()).doesNotContain("seed");
        assertThat(sweep.configs(yaml, "seed=7")).hasSize(4).allMatch(c -> c.seed() == 7);
        assertThat(sweep.configs(yaml, "optimizee.batch=5"))
                .extracting(c -> c.training().unroll() + " " + c.optimizee().batch())
                .hasSize(12)
                .contains("2 5", "4 5");
        assertThat(sweep.read(yaml, "teacher.learningRate=1,2,3").count()).isEqualTo(18);
        assertThat(sweep.read(yaml, "seed=1,2", "seed=4").count()).isEqualTo(4);
        assertThat(sweep.read(yaml, "sweep=null").count()).isEqualTo(1);
    }

    @Test
    void anOverriddenKeyKeepsItsPlaceInTheNames() {
        assertThat(sweep.read("sweep: {grid: {training.unroll: [1], optimizee.batch: [1]}}\n", "training.unroll=1,2")
                        .keys())
                .containsExactly("training.unroll", "optimizee.batch");
    }

    @Test
    void aSweepThatIsNoneSaysWhere() {
        assertThat(sweep.fault("sweep: [1]\n"))
                .isEqualTo("sweep.yaml:2 sweep is [1]; expected keys below it, such as grid; correct the line");
        assertThat(sweep.fault("sweep: {gird: {}}\n"))
                .isEqualTo("sweep.yaml:2 sweep.gird is unknown; expected a known key; did you mean grid?");
        assertThat(sweep.fault("sweep:\n  grid: {seed: 5}\n"))
                .isEqualTo(
                        "sweep.yaml:3 seed is 5; expected a list such as [1, 2], or a range such as 1..8; correct the"
                                + " line");
        assertThat(sweep.fault("sweep: {grid: {seed: []}}\n")).contains("seed is []; expected a list such as");
        assertThat(sweep.fault("sweep: {grid: {seed: 3..1}}\n"))
                .contains("seed is 3..1; expected a range that ascends, such as 1..8");
        assertThat(sweep.fault("", "seed=3..1")).startsWith("-o seed is 3..1; expected a range that ascends");
        assertThat(sweep.fault("sweep: {grid: {teacher: {adam: {learningRate: [1, 2]}}}}\n"))
                .contains(
                        "teacher is {adam: …}; expected a key written with its dots, such as teacher.adam.learningRate");
        assertThat(sweep.fault("sweep: {grid: {seed: [1]}, zip: {seed: [1]}}\n"))
                .contains(
                        "sweep.zip seed is swept a second time, after sweep.yaml:2; expected each key once in a sweep");
        assertThat(sweep.fault("sweep: {names: {optimizee.batch: a/b}}\n"))
                .isEqualTo(
                        "sweep.yaml:2 sweep.names optimizee.batch is a/b; expected 1 to 32 letters, digits, hyphens or"
                                + " underscores; correct the line");
        assertThat(sweep.fault("sweep: {grid: {name: [b, c]}}\n")).contains("name is swept; expected another key");
        assertThat(sweep.fault("", "name=b,c")).startsWith("-o name is swept; expected another key");
        assertThat(sweep.fault("", "seed=1,,2"))
                .isEqualTo(
                        "-o seed has no value before or after a comma; expected values, such as 1,2,3; remove the comma");
        assertThat(sweep.fault("", "sweep.grid.seed=[1, 2]"))
                .startsWith("-o sweep.grid.seed is for a config file; expected the key that is swept");
    }

    @Test
    void aSweptValueIsRefusedAsOneThatStandsAlone() {
        assertThat(sweep.fault("sweep:\n  grid:\n    training.unroll: [1,\n      0]\n"))
                .isEqualTo(
                        "sweep.yaml:5 training.unroll is 0; expected a whole number from 1 to 10000; correct the line");
        assertThat(sweep.fault("sweep:\n  grid: {training.unrol: [1]}\n"))
                .isEqualTo("sweep.yaml:3 training.unrol is unknown; expected a known key; did you mean unroll?");
        assertThat(sweep.fault("sweep:\n  grid: {trainig.unroll: [1]}\n"))
                .isEqualTo("sweep.yaml:3 trainig is unknown; expected a known key; did you mean training?");
        assertThat(sweep.fault("", "teacher.adam.learningrat=1,2"))
                .isEqualTo("-o teacher.adam.learningrat is unknown; expected a known key; did you mean learningRate?");
        assertThat(sweep.fault("", "imitator.hidden=1,2"))
                .startsWith("-o imitator.hidden is 1; expected a list such as [20, 21]");
        assertThat(sweep.fault("seed: 4\nsweep: {grid: {seed.x: [1]}}\n"))
                .isEqualTo(
                        "sweep.yaml:3 seed.x is 4 in sweep.yaml:2; expected a section, to set a key in it; correct the"
                                        .replace("seed.x", "seed")
                                + " option or the line");
    }

    @Test
    void aValueThatNamesNoFolderIsRefused() {
        assertThat(sweep.fault("sweep:\n  grid: {data.dir: [here, sets/mnist]}\n"))
                .isEqualTo(
                        "sweep.yaml:3 data.dir is sets/mnist; expected letters, digits, dots, hyphens and underscores,"
                                + " for a sweep names folders by its values; give this trial a config of its own, which extends"
                                + " the other");
        assertThat(sweep.fault("", "imitator.pretrained=adam,a/b"))
                .startsWith("-o imitator.pretrained is a/b; expected");
        assertThat(sweep.fault("", "device=cpu,cuda:0")).startsWith("-o device is cuda:0; expected letters");
        assertThat(sweep.fault("", "teacher={adam: {beta1: 0.8}},sgd"))
                .startsWith("-o teacher is {adam: …}; expected letters")
                .endsWith("sweep the keys in it, or give this trial a config of its own, which extends the other");
    }

    @Test
    void aRangeIsCountedAndNotWrittenOut() {
        assertThat(sweep.read("", "seed=0..9223372036854775807").count()).isEqualTo(Long.MAX_VALUE);
        assertThat(sweep.read("", "seed=1..1000000000", "training.unroll=1..1000000000", "threads=1..1000")
                        .count())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(sweep.read("", "seed=1..1_000").count()).isEqualTo(1000);
    }

    @Test
    void whoWantsOneConfigIsToldOfTheSweep() {
        Path file = sweep.write("sweep.yaml", "name: a\nsweep: {grid: {seed: [1, 2]}}\n");

        assertThat(sweep.faultOf(() -> Configs.load(file, List.of())))
                .startsWith("sweep.yaml:2 sweep is in a config of a single trial; expected a config without it");
        assertThat(sweep.faultOf(() -> Configs.parse("name: a", "a", List.of("seed=1,2"))))
                .isEqualTo("-o seed is 1,2, a sweep; expected one value: only run and plan take several; name one");
    }
}
