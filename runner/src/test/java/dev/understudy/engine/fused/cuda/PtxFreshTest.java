package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PTX that the program carries is that of its sources, and every GPU's assembler takes it. */
class PtxFreshTest {
    private static final Path SOURCES = Path.of("runner/src/main/java");
    private static final Path SCRIPT = Path.of("runner/src/gpu/ptx.sh");
    private static final Path PTX = Path.of("runner/src/main/resources/dev/understudy/engine/fused/cuda/kernels.ptx");
    /** Kernels for one small hidden size. */
    private static final Pattern SMALL = Pattern.compile("lstm[1-4]_\\w+");
    private static final Pattern FRAMES = Pattern.compile("Function properties for (\\w+)\\s+(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
    /**
     * Bytes of a thread's stack, which is device memory: none, so that no loop waits for it. lstm_tiles_headed has a pointer's worth
     * more than the 80 registers that three blocks of 256 threads leave it, and on Hopper stores it once.
     */
    private static final Map<String, Integer> FRAME_BYTES = Map.of("lstm_tiles_headed", 8);

    @TempDir
    private Path folder;

    @Test
    void thePtxIsMadeFromTheSourcesAsTheyAre() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(Files.readAllBytes(SCRIPT));
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            List<String> sources = walk.map(Path::toString).filter(path -> path.endsWith(".cu") || path.endsWith(".cuh")).sorted().toList();
            for (String source : sources) {
                sha.update(Files.readAllBytes(Path.of(source)));
            }
        }

        assertThat(Files.readAllLines(PTX).get(0)).as("run " + SCRIPT).startsWith("// sha256 " + HexFormat.of().formatHex(sha.digest()) + " ");
    }

    @Test
    void thePtxIsTheOneThatOldDriversTakeAndHasNoContraction() throws IOException {
        // The one approximation is inside CUDA's own expf, which is within 2 ulp; only a sample's loss calls it.
        assertThat(Files.readString(PTX).replace("ex2.approx.ftz.f32", "")).contains(".version 6.3\n.target sm_75\n", ".visible .entry fill(", "lstm2_long(")
                .contains("div.rn.f32", "sqrt.rn.f32").doesNotContain(".approx", ".ftz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120"})
    void everyGpusAssemblerTakesItWithoutMuchSpilling(String gpu) throws Exception {
        Matcher frames = FRAMES.matcher(assembled(gpu));
        int kernels = 0;
        while (frames.find()) {
            String kernel = frames.group(1) + " on " + gpu;
            int bytes = Integer.parseInt(frames.group(3)) + Integer.parseInt(frames.group(4));
            assertThat(bytes).as(kernel).isBetween(0, SMALL.matcher(frames.group(1)).matches() ? 0 : 64);
            assertThat(Integer.parseInt(frames.group(2))).as("bytes of stack of " + kernel).isBetween(0, FRAME_BYTES.getOrDefault(frames.group(1), 0));
            kernels++;
        }
        assertThat(kernels).isEqualTo((int) Files.lines(PTX).filter(line -> line.startsWith(".visible .entry")).count());
    }

    private String assembled(String gpu) throws Exception {
        Path log = folder.resolve("log.txt");
        Process ptxas;
        try {
            ptxas = new ProcessBuilder("ptxas", "-v", "-arch=" + gpu, PTX.toString(), "-o", folder.resolve("kernels.cubin").toString())
                    .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            assumeTrue(false, "no ptxas here: " + e.getMessage());
            throw e;
        }
        String said = Files.readString(log, UTF_8);
        assertThat(ptxas.waitFor()).as(said).isZero();
        return Files.readString(log, UTF_8);
    }
}
