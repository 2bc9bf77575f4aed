package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.RateSchedule;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last value that a key takes, and the first that it refuses. */
class LimitsTest {
    /** Leaves room for every other key. */
    private static final String WIDE = "name: a\ntraining: {unroll: 1}\nevaluation: {steps: 100000000, everySteps: 1}";

    @ParameterizedTest
    @CsvSource({
        "threads, 0, 1024",
        "data.holdOut, 0, 1073741824",
        "optimizee.batch, 1, 65536",
        "training.unroll, 1, 10000",
        "training.episode, 1, 100000000",
        "training.replicas, 1, 65536",
        "training.checkpointEvery, 1, 1000000000",
        "training.logEvery, 1, 100000",
        "training.diagnosticsEvery, 0, 1000000000",
        "evaluation.steps, 1, 100000000",
        "evaluation.batch, 1, 1048576",
        "evaluation.everySteps, 1, 100000000",
    })
    void aWholeNumberIsTakenFromItsLowestToItsHighest(String key, long lowest, long highest) {
        assertThatCode(() -> config(WIDE, key + "=" + lowest)).doesNotThrowAnyException();
        assertThatCode(() -> config(WIDE, key + "=" + highest)).doesNotThrowAnyException();
        for (long outside : new long[] {lowest - 1, highest + 1}) {
            assertThat(fault(WIDE, key + "=" + outside))
                    .startsWith("-o " + key + " is " + outside + "; expected a whole number from " + lowest + " to "
                            + highest);
        }
    }

    /** Without a meta-step there must be an imitator that was trained before. */
    @Test
    void metaStepsBeginAtOneOrAtNone() {
        assertThat(config("name: a", "training.metaSteps=1").training().metaSteps())
                .isEqualTo(1);
        assertThat(config("name: a", "training.metaSteps=1e9").training().metaSteps())
                .isEqualTo(1_000_000_000);
        assertThat(config("name: a", "training.metaSteps=0", "imitator.pretrained=b")
                        .training()
                        .metaSteps())
                .isZero();
        assertThat(fault("name: a", "training.metaSteps=0"))
                .startsWith("-o training.metaSteps is 0; expected a whole number from 1 to 1000000000, or ");
        assertThat(fault("name: a", "training.metaSteps=1000000001"))
                .endsWith("expected a whole number from 0 to 1000000000");
    }

    @Test
    void aPointOfTheCurveMayBeTheOnlyOne() {
        assertThat(config("name: a\nevaluation: {steps: 50, everySteps: 50}")
                        .evaluation()
                        .everySteps())
                .isEqualTo(50);
        assertThat(fault("name: a\nevaluation: {everySteps: 50}", "evaluation.steps=49"))
                .endsWith("evaluation.everySteps is 50; expected at most evaluation.steps, 49");
    }

    @Test
    void weightDecayMayTakeNearlyAllOfTheta() {
        assertThat(config("name: a", "evaluation.weightDecay=0.999")
                        .evaluation()
                        .weightDecay())
                .isEqualTo(0.999);
        assertThat(fault("name: a", "evaluation.weightDecay=1"))
                .isEqualTo("-o evaluation.weightDecay is 1; expected at least 0 and below 1");
    }

    private static String seeds(int count) {
        return "evaluation.seeds=" + LongStream.range(0, count).boxed().toList();
    }

    @Test
    void aThousandSeedsAreEnough() {
        assertThat(config("name: a", seeds(1000)).evaluation().seeds()).hasSize(1000);
        assertThat(config("name: a", seeds(1)).evaluation().seeds()).containsExactly(0L);
        assertThat(fault("name: a", seeds(0))).isEqualTo("-o evaluation.seeds is 0 seeds; expected 1 to 1000 seeds");
        // A list of 1,001 is refused by the reader; the record's own limit is tested directly.
        assertThatThrownBy(() -> new EvaluationConfig(
                        4000,
                        List.of(),
                        64,
                        50,
                        0,
                        LongStream.range(0, 1001).boxed().toList(),
                        true,
                        false,
                        RateSchedule.CONSTANT))
                .hasMessage("evaluation.seeds is 1001 seeds; expected 1 to 1000 seeds");
    }

    private static String layers(int count) {
        return "optimizee.layers=[" + "relu, ".repeat(count - 1) + "{dense: 10}]";
    }

    @Test
    void aHundredLayersAreEnough() {
        assertThat(config("name: a", layers(100)).optimizee().layers()).hasSize(100);
        assertThat(fault("name: a", layers(101)))
                .isEqualTo("-o optimizee.layers is 101 layers; expected 1 to 100 layers");
        assertThat(fault("name: a", "optimizee.layers=[]"))
                .isEqualTo("-o optimizee.layers is 0 layers; expected 1 to 100 layers");
    }

    @ParameterizedTest
    @CsvSource({"data.dir", "optimizee.dl4j"})
    void aPathHasUpTo1024CharactersOnOneLine(String key) {
        assertThatCode(() -> config("name: a", key + "=" + "d".repeat(1024))).doesNotThrowAnyException();
        for (String wrong : new String[] {"d".repeat(1025), "' '", "\"a\\nb\"", "\"a\\u202eb\""}) {
            assertThat(fault("name: a", key + "=" + wrong))
                    .startsWith("-o " + key + " is \"")
                    .contains("1 to 1024 characters");
        }
        assertThat(fault("name: a", key + "=[a]")).isEqualTo("-o " + key + " is [a]; expected a text");
    }

    @ParameterizedTest
    @CsvSource({"cuda:0, true", "cuda:99, true", "cuda:100, false", "cuda:01, false", "gpu, false"})
    void aGpuHasANumberOfUpToTwoDigits(String device, boolean taken) {
        if (taken) {
            assertThat(config("name: a", "device=" + device).device().ordinal())
                    .hasValue(Integer.parseInt(device.substring(5)));
        } else {
            assertThatThrownBy(() -> config("name: a", "device=" + device))
                    .isInstanceOf(Fault.class)
                    .hasMessage("-o device is " + device + "; expected auto, cpu, cuda or cuda:n; correct the option");
        }
    }
}
