package dev.understudy.loops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.Safetensors;
import dev.understudy.run.TypedArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The draws that PyTorch computed from are those of the program. With {@code -Dclosed-loops.write=true} they are written anew,
 * which must be followed by {@code peers/closed_loops.py}.
 */
class DrawsTest {
    @Test
    void theDrawsThatPyTorchWasGivenAreTheProgramsOwn(@TempDir Path folder) throws IOException {
        Map<String, TypedArray> today = Draws.ofAll();
        if (Boolean.getBoolean("closed-loops.write")) {
            write(today, ClosedLoops.DRAWS);
        }
        write(today, folder.resolve("today"));

        assertThat(folder.resolve("today"))
                .as("draws; -Dclosed-loops.write=true writes those of today")
                .hasSameBinaryContentAs(ClosedLoops.DRAWS);
    }

    /** So that an empty file would not do. */
    @Test
    void thereIsAnInitialThetaForEachSeedAndEachEpisodeThatBegins() {
        Safetensors draws = Safetensors.read(ClosedLoops.DRAWS);

        assertThat(draws.shape("half-plane.test.input")).containsExactly(1000, 2);
        assertThat(draws.shape("half-plane-sgd.training.theta")).containsExactly(11, 17);
        assertThat(draws.shape("digits.test.input")).containsExactly(1000, 49);
        assertThat(draws.shape("digits-momentum.training.theta")).containsExactly(7, 610);
        assertThat(draws.shape("digits-momentum.training.keep")).containsExactly(20 * 4 * 4, 10);
        assertThat(draws.names())
                .filteredOn(name -> name.matches("[a-z-]+\\.\\d+\\.theta"))
                .hasSize(4);
    }

    private static void write(Map<String, TypedArray> tensors, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Safetensors.writeArrays(out, tensors, Map.of("format", "understudy-draws-1"));
        }
    }
}
