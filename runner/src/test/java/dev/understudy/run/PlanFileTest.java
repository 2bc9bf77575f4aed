package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
}
