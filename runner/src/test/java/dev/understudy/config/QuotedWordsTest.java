package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A word in quotes is the same word, so that a config may be JSON; a number in quotes is a text. */
class QuotedWordsTest {
    private static Config parse(String text) {
        return Configs.parse(text, "q.yaml", List.of());
    }

    @Test
    void aConfigMayBeJson() {
        Config config = parse("""
                {"name":"j","engine":"fused","device":"cpu","data":{"dataset":"half-plane"},"teacher":"adam",
                 "imitator":{"features":"moments","head":"zero-out"},"training":{"metaSteps":5,"loss":"huber","sourceFaithful":true}}
                """);
        assertThat(config.engine()).isEqualTo(Config.EngineChoice.FUSED);
        assertThat(config.teacher()).isInstanceOf(Teacher.Adam.class);
        assertThat(config.imitator().network().features()).isEqualTo(Imitator.Features.MOMENTS);
        assertThat(config.training().metaSteps()).isEqualTo(5);
        assertThat(config.training().sourceFaithful()).isTrue();
    }

    @Test
    void aLayerAndARuleMayStandInQuotes() {
        Config quoted =
                parse("name: q\nteacher: 'sgd'\noptimizee: {layers: [{\"dense\": 8}, \"relu\", {dense: 10}]}\n");
        Config plain = parse("name: q\nteacher: sgd\noptimizee: {layers: [{dense: 8}, relu, {dense: 10}]}\n");
        assertThat(quoted).isEqualTo(plain);
    }

    @Test
    void aTextThatIsRefusedIsShownWithoutItsQuotes() {
        for (String device : new String[] {"0.5", "null", "1e3"}) {
            assertThatThrownBy(() -> parse("name: q\ndevice: \"" + device + "\"\n"))
                    .hasMessageStartingWith("q.yaml:2 device is " + device + "; expected auto, cpu, cuda or cuda:n");
        }
    }

    @Test
    void aNumberOrATruthInQuotesIsRefused() {
        assertThatThrownBy(() -> parse("name: q\nseed: \"3\"\n"))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("q.yaml:2 seed");
        assertThatThrownBy(() -> parse("name: q\ntraining: {sourceFaithful: \"true\"}\n"))
                .hasMessageContaining("expected true or false");
    }
}
