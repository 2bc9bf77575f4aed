package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's PTX was compiled from its present sources, and NVIDIA's assembler accepts it for every GPU. */
@Tag("process")
class PtxFreshTest {
    private static final Path SOURCES = Root.path("runner/src/main/java");
    private static final Path SCRIPT = Root.path("runner/src/gpu/ptx.sh");
    private static final Path MADE = Root.path("runner/src/main/resources/dev/understudy/engine/fused/cuda");
    private static final Path PTX = MADE.resolve("kernels.ptx");
    private static final Path FAST = MADE.resolve("kernels-fast.ptx");
    /** A kernel's name and parameters. */
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\.visible \\.entry (\\w+)\\(([^)]*)\\)");
    /** Kernels for one small hidden size. */
    private static final Pattern SMALL = Pattern.compile("lstm[1-4]_\\w+");

    private static final Pattern FRAMES = Pattern.compile(
            "Function properties for (\\w+)\\s+(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
    /**
     * Bytes of a thread's stack, which is device memory: none, so that no loop waits for it. lstm_tiles_headed has a pointer's worth
     * more than the 80 registers that three blocks of 256 threads leave it, and on Ampere, Ada and Hopper stores it.
     */
    private static final Map<String, Integer> FRAME_BYTES = Map.of("lstm_tiles_headed", 8);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"kernels.ptx", "kernels-fast.ptx"})
    void thePtxIsMadeFromTheSourcesAsTheyAre(String ptx) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(Files.readAllBytes(SCRIPT));
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            List<String> sources = walk.map(Path::toString)
                    .filter(path -> path.endsWith(".cu") || path.endsWith(".cuh"))
                    .sorted()
                    .toList();
            for (String source : sources) {
                sha.update(Files.readAllBytes(Path.of(source)));
            }
        }

        assertThat(Files.readAllLines(MADE.resolve(ptx)).get(0))
                .as("run " + SCRIPT)
                .startsWith("// sha256 " + HexFormat.of().formatHex(sha.digest()) + " ");
    }

    @Test
    void thePtxIsTheOneThatOldDriversTakeAndHasNoContraction() throws IOException {
        // The one approximation is inside CUDA's own expf, which is within 2 ulp; only a sample's loss calls it.
        assertThat(Files.readString(PTX).replace("ex2.approx.ftz.f32", ""))
                .contains(".version 6.3\n.target sm_75\n", ".visible .entry fill(", "lstm2_long(")
                .contains("div.rn.f32", "sqrt.rn.f32")
                .doesNotContain(".approx", ".ftz");
    }

    /** A division is within 2 ulp there, over the whole range of float; these kernels take no root. */
    @Test
    void theFastPtxIsLabelledAlikeAndApproximatesDivisionsAlone() throws IOException {
        String fast = Files.readString(FAST);
        assertThat(fast.replace("div.full.f32", ""))
                .contains(".version 6.3\n.target sm_75\n", "fma.rn.f32")
                .doesNotContain(".approx", ".full", ".ftz", "div.rn", "rcp.", "sqrt.");
        assertThat(fast).contains("div.full.f32");
    }

    /** A replacement of a kernel has its name and its parameters; no other kernel is compiled a second time. */
    @Test
    void theFastPtxHasTheSmallCellsOfOneLayerAsTheOtherHasThem() throws IOException {
        Map<String, String> fast = parameters(FAST);
        assertThat(fast.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(2, 3, 4)
                        .flatMap(cells ->
                                Stream.of("long", "short", "global", "step").map(form -> "lstm" + cells + "_" + form))
                        .toList());
        assertThat(parameters(PTX)).containsAllEntriesOf(fast);
        assertThat(KernelModule.entries(Files.readAllBytes(FAST))).isEqualTo(fast.keySet());
    }

    private static Map<String, String> parameters(Path ptx) throws IOException {
        return ENTRY.matcher(Files.readString(ptx))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100", "sm_120"})
    void everyGpusAssemblerTakesItWithoutMuchSpilling(String gpu) throws Exception {
        assertFrames(PTX, gpu);
        assertFrames(FAST, gpu);
    }

    private void assertFrames(Path ptx, String gpu) throws Exception {
        Matcher frames = FRAMES.matcher(assembled(ptx, gpu));
        int kernels = 0;
        while (frames.find()) {
            String kernel = frames.group(1) + " of " + ptx.getFileName() + " on " + gpu;
            int bytes = Integer.parseInt(frames.group(3)) + Integer.parseInt(frames.group(4));
            assertThat(bytes)
                    .as(kernel)
                    .isBetween(0, SMALL.matcher(frames.group(1)).matches() ? 0 : 64);
            assertThat(Integer.parseInt(frames.group(2)))
                    .as("bytes of stack of " + kernel)
                    .isBetween(0, FRAME_BYTES.getOrDefault(frames.group(1), 0));
            kernels++;
        }
        assertThat(kernels)
                .isEqualTo(KernelModule.entries(Files.readAllBytes(ptx)).size());
    }

    private String assembled(Path ptx, String gpu) throws Exception {
        Path log = folder.resolve("log.txt");
        Needs.PTXAS.orSkip();
        Process ptxas = new ProcessBuilder(
                        "ptxas",
                        "-v",
                        "-arch=" + gpu,
                        ptx.toString(),
                        "-o",
                        folder.resolve("kernels.cubin").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = ptxas.waitFor();
        assertThat(code).as(Files.readString(log, UTF_8)).isZero();
        return Files.readString(log, UTF_8);
    }
}
