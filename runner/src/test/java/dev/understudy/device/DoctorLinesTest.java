package dev.understudy.device;

import static dev.understudy.device.Given.facts;
import static dev.understudy.device.Given.gpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.cuda.Gpus;
import org.junit.jupiter.api.Test;

class DoctorLinesTest {
    @Test
    void everyGpuIsDescribedAndEveryEngineSaysWhereItRuns() {
        assertThat(DoctorLines.of(facts(gpu(0, 8, 6), gpu(1, 9, 0))).stream()
                        .map(line -> line.what() + "|" + line.value()))
                .containsExactly(
                        "driver|NVIDIA, up to CUDA 12.4",
                        "gpu|cuda:0 Stub, compute capability 8.6, 24.0 GiB",
                        "gpu|cuda:1 Stub, compute capability 9.0, 24.0 GiB",
                        "engine|nd4j on cuda:0  yes",
                        "engine|fused on cuda:0 yes",
                        "engine|nd4j on cuda:1  no: cuda:1 Stub has compute capability 9.0, and nd4j-cuda-11.6 has machine code for 3.7 to 8.9 only",
                        "engine|fused on cuda:1 yes",
                        "engine|nd4j on cpu     yes",
                        "engine|fused on cpu    yes");
    }

    @Test
    void aLaptopHasNoDriver() {
        assertThat(DoctorLines.of(facts(Gpus.none("no NVIDIA driver"))).stream().map(DoctorLines.Line::value))
                .startsWith(
                        "no NVIDIA driver",
                        "nd4j on cuda    no: no NVIDIA driver",
                        "fused on cuda   no: no NVIDIA driver",
                        "nd4j on cpu     yes");
    }
}
