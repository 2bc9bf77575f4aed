package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the trials of a batch share are made once. */
class SharedChecksTest {
    private final SharedChecks shared = new SharedChecks();

    @Test
    void aDataSetIsReadOnceForAllThatNameIt() {
        assertThat(shared.data(Trials.config("seed=1"))).isSameAs(shared.data(Trials.config("seed=2")));
        assertThat(shared.data(Trials.config("data.dataset=digits", "optimizee.batch=4"))
                        .name())
                .isEqualTo("digits");
    }

    @Test
    void aNetworksFileIsReadOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("net.json"), "{}");
        Config config = Trials.config("optimizee.dl4j=" + file, "engine=nd4j");

        NetworkFile first = shared.network(config).orElseThrow();
        Files.delete(file);

        assertThat(shared.network(config)).containsSame(first);
        assertThat(shared.network(Trials.config())).isEmpty();
    }

    @Test
    void whatIsRefusedOnceIsRefusedAgain() {
        Config wrong = Configs.parse("name: tiny\nimitator: {hidden: [3], pretrained: adam}", "a.yaml", List.of());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shared.pretrained(wrong)).isInstanceOf(Fault.class);
        }
    }
}
