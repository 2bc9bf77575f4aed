package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The provider of engine nd4j on this host, which is fixed for this process. */
@Tag("nd4j")
class ProviderTest {
    @Test
    void theServiceIsFoundAndSaysWhatComputes() throws Exception {
        EngineProvider provider =
                ServiceLoader.load(EngineProvider.class).findFirst().orElseThrow();

        assertThat(provider.name()).isEqualTo("nd4j");
        try (Engine engine = provider.open(EngineProvider.HOST, 0)) {
            assertThat(engine.device()).matches("cpu, nd4j-native 1.0.0-M2.1( with oneDNN)?, 1 thread");
        }
        try (Engine engine = provider.open(EngineProvider.HOST, 2)) {
            // No more than OMP_NUM_THREADS allows: the message has the real number.
            int threads = Nd4j.getEnvironment().maxMasterThreads();
            assertThat(threads).isBetween(1, 2);
            assertThat(engine.device())
                    .matches(
                            "cpu, nd4j-native 1.0.0-M2.1( with oneDNN)?, " + (threads == 1 ? "1 thread" : "2 threads"));
        }
    }

    @Test
    void anotherDeviceNeedsAnotherProcess() throws Exception {
        new Nd4jEngine.Provider().open(EngineProvider.HOST, 1).close();

        assertThatThrownBy(() -> new Nd4jEngine.Provider().open(1, 1))
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "ND4J computes on one device per process, and on cpu in this one; run cuda:1 in a process of its own");
    }
}
