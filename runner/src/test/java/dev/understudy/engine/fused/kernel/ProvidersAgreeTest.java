package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Vector API gives the bits of plain Java, at awkward sizes, in a JVM that has the module. */
@Tag("process")
class ProvidersAgreeTest {
    @Test
    void everyBitOfAnImitatorIsThatOfPlainJava() throws Exception {
        assertThat(said(ProviderBits.class)).matches("204 cases by vectors of (4|8|16)\\R");
    }

    @Test
    void everyBitOfANetworkIsThatOfPlainJava() throws Exception {
        assertThat(said(NetworkBits.class)).matches("233 networks by vectors of (4|8)\\R");
    }

    private static String said(Class<?> program) throws Exception {
        List<String> command = ChildJvm.command("-cp", System.getProperty("java.class.path"), program.getName());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
