package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmCommandTest {
    @Test
    void aWorkerHasItsParentsOptionsButNotItsAgentsNorItsHeap() {
        assertThat(JvmCommand.inherited(List.of(
                        "--add-modules=jdk.incubator.vector",
                        "-javaagent:jacoco.jar",
                        "-agentlib:jdwp=transport=dt_socket",
                        "-Xmx4g",
                        "-Xms4g",
                        "-XX:MaxRAMPercentage=80",
                        "-XX:CompileCommand=quiet",
                        "-Dunderstudy.kernels=plain")))
                .containsExactly(
                        "--add-modules=jdk.incubator.vector", "-XX:CompileCommand=quiet", "-Dunderstudy.kernels=plain");
    }

    @Test
    void heapAndCoresAreShared() {
        long heap = Runtime.getRuntime().maxMemory();
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(new JvmCommand(1).of(Path.of(""), List.of("Main", "worker")))
                .contains("-Xmx" + heap, "-XX:ActiveProcessorCount=" + cores)
                .endsWith("Main", "worker");
        assertThat(new JvmCommand(4).of(Path.of(""), List.of("Main")))
                .contains("-Xmx" + Math.max(64L << 20, heap / 4), "-XX:ActiveProcessorCount=" + Math.max(1, cores / 4));
    }
}
