package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code imitator.learningRate}: the rate at which an imitator drives in its evaluation. */
class LearningRateKeyTest {
    private static final String ZERO_OUT = "name: a\nimitator: {head: zero-out}";

    @Test
    void whereNoneIsGivenItIsTheTrainedOneWhateverTheTeachersIs() {
        assertThat(config(ZERO_OUT).imitator().learningRate()).isNull();
        assertThat(config(ZERO_OUT, "teacher.learningRate=0.5").imitator().learningRate())
                .isNull();
        assertThat(config(ZERO_OUT, "imitator.learningRate=null").toYaml()).contains("  learningRate: null\n");
    }

    /** A training does not depend on it, and so neither does the network. */
    @Test
    void oneThatIsGivenLeavesTheNetworkAndTheTeacherAsTheyAre() {
        Config given = config(ZERO_OUT, "imitator.learningRate=3e-4");
        assertThat(given.imitator().learningRate()).isEqualTo(3e-4);
        assertThat(given.imitator().network())
                .isEqualTo(config(ZERO_OUT).imitator().network());
        assertThat(given.teacher()).isEqualTo(config(ZERO_OUT).teacher());
        assertThat(config(given.toYaml())).isEqualTo(given);
    }

    @Test
    void itDecidesResultsButNoCheckpoint() {
        Config given = config(ZERO_OUT, "imitator.learningRate=3e-4");
        assertThat(given.identity()).isEqualTo(config(ZERO_OUT).identity());
        assertThat(given.results()).containsEntry("imitator.learningRate", "3.0e-4");
        assertThat(config(ZERO_OUT).results()).containsEntry("imitator.learningRate", "null");
    }

    @Test
    void whatIsNoRateIsRefused() {
        for (String none : List.of("0", "-1e-3", ".nan", ".inf")) {
            assertThat(fault(ZERO_OUT, "imitator.learningRate=" + none))
                    .isEqualTo("-o imitator.learningRate is " + none + "; expected a finite number above 0");
        }
        assertThat(fault(ZERO_OUT, "imitator.learningRate=1e-46")).contains("is 1e-46; expected 1e-45 or more");
        assertThat(fault(ZERO_OUT, "imitator.learningRate=2e38")).contains("is 2e38; expected 1e38 or less");
        assertThat(fault(ZERO_OUT, "imitator.learningRate=fast")).contains("is fast; expected a number");
    }

    @Test
    void aGatedHeadRefusesIt() {
        assertThat(fault("name: a\nimitator:\n  head: gated\n  learningRate: 3e-4\n"))
                .isEqualTo(
                        "adam.yaml:4 imitator.learningRate is 3e-4; expected none with head gated: its gates are the size"
                                + " of its updates, and no gain scales them");
        assertThat(fault("name: a", "imitator.learningRate=3e-4")).startsWith("-o imitator.learningRate is 3e-4; ");
    }

    /** The head is unknown before the named imitator has been read. */
    @Test
    void besideANamedImitatorItsOwnHeadDecides() {
        Imitator headed = new Imitator(List.of(3), Features.GRADIENT, Head.ZERO_OUT, false).withGain(0.1);
        String yaml = "name: a\nimitator: {pretrained: b, learningRate: 3e-4}";
        Config named = Configs.parse(yaml, "a.yaml", List.of(), name -> headed);
        assertThat(named.imitator()).isEqualTo(new ImitatorConfig(headed, 3e-4, "b"));
        assertThat(fault(yaml)).contains("with head gated");
    }
}
