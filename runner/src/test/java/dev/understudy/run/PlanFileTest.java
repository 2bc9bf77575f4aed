package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aPlace() {
        file = folder.resolve("runs").resolve(PlanFile.NAME);
    }

    private static PlanFile plan(String hash, Double seconds) {
        return new PlanFile(
                PlanFile.FORMAT,
                hash,
                seconds,
                false,
                List.of(new PlanFile.Trial("a", "seed-1", Map.of("seed", "1"), "name: a")));
    }

    @Test
    void aPlanIsReadBackAsItWas() {
        assertThat(PlanFile.read(file)).isEmpty();
        plan("h", 1.5).write(file);
        assertThat(PlanFile.read(file)).contains(plan("h", 1.5));
    }

    @Test
    void theSamePlanKeepsItsEstimateAndAnotherTakesItsPlace() {
        plan("h", 1.5).write(file);
        plan("h", null).writeOnce(file);
        assertThat(PlanFile.read(file)).contains(plan("h", 1.5));
        plan("other", null).writeOnce(file);
        assertThat(PlanFile.read(file).orElseThrow().hash()).isEqualTo("other");
    }

    @Test
    void whatIsNoPlanIsSaidAndReplaced() throws IOException {
        Files.createDirectories(file.getParent());
        for (String text : List.of("{", "[]", "{\"trials\": 3}", "{\"format\": 1}")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> PlanFile.read(file))
                    .as(text)
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("plan.json");
        }
        plan("h", null).writeOnce(file);
        assertThat(PlanFile.read(file)).isPresent();
    }

    @Test
    void aPlanByHalvingIsAnotherOneThoughItsTrialsAreTheSame() {
        PlanFile.of(1.5, false, plan("h", null).trials()).write(file);
        PlanFile.of(null, true, plan("h", null).trials()).writeOnce(file);
        assertThat(PlanFile.read(file).orElseThrow().halving()).isTrue();
    }

    @Test
    void aPlanOfAVersionWithoutHalvingInItIsOneWithout() throws IOException {
        PlanFile whole = PlanFile.of(1.5, false, plan("h", null).trials());
        whole.write(file);
        String text = Files.readString(file).replace("\"halving\" : false,", "");
        assertThat(text).doesNotContain("halving");
        Files.writeString(file, text);
        assertThat(PlanFile.read(file)).contains(whole);
        assertThat(whole.whole()).isTrue();
        assertThat(plan("h", null).whole()).isFalse();
    }

    @Test
    void processesThatWriteAPlanAtTheSameMomentLeaveAWholeOneAndNothingElse() throws Exception {
        PlanFile.Trial trial = new PlanFile.Trial("a", "seed-1", Map.of(), "name: a\n".repeat(100_000));
        PlanFile plan = PlanFile.of(1.5, false, List.of(trial));
        CyclicBarrier together = new CyclicBarrier(4);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(writers.submit(() -> {
                    together.await();
                    for (int round = 0; round < 5; round++) {
                        plan.write(file);
                        assertThat(PlanFile.read(file).equals(Optional.of(plan)))
                                .isTrue();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertThat(file.getParent()).isDirectoryNotContaining(left -> !left.equals(file));
    }
}
