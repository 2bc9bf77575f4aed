package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.EngineProvider.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuKernelChoiceTest {
    @Test
    void plainJavaIsAlwaysPossibleAndNobodyHasToAsk() {
        assertThatCode(() -> CpuKernelChoice.check("plain", false)).doesNotThrowAnyException();
        assertThatCode(() -> CpuKernelChoice.check("plain", true)).doesNotThrowAnyException();
        assertThatCode(() -> CpuKernelChoice.check(null, false)).doesNotThrowAnyException();
        assertThatCode(() -> CpuKernelChoice.check(null, true)).doesNotThrowAnyException();
    }

    @Test
    void vectorsThatAreAskedForAreNotReplacedByPlainJava() {
        assertThatCode(() -> CpuKernelChoice.check("vector", true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CpuKernelChoice.check("vector", false))
                .isInstanceOf(Unavailable.class)
                .hasMessage("this JVM was started without the module jdk.incubator.vector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Vector", "plain,vector", "fast"})
    void anyOtherWordIsRefused(String word) {
        assertThatThrownBy(() -> CpuKernelChoice.check(word, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + word + "' is not a name of kernels");
    }

    @Test
    void inWordsForProvenance() {
        assertThat(new CpuKernelChoice(0, true).words()).isEqualTo("plain");
        assertThat(new CpuKernelChoice(16, false).words()).isEqualTo("vector, 16 floats");
    }
}
