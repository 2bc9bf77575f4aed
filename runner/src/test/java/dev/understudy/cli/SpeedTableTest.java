package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** runner/src/gpu/table.py: known logs in, known tables out. Skips without python3. */
@Timeout(60)
@Tag("process")
class SpeedTableTest {
    private static final String OURS =
            "understudy fused cuda:0 NVIDIA H200%s hidden=[%d] unroll=5 batch=%d replicas=%d data=mnist: 1.0 meta-steps/s, %s ms per meta-step, "
                    + "1.0 optimizees/s, final loss 2.7e+07\n";

    @TempDir
    private Path folder;

    @BeforeAll
    static void python() {
        Needs.PYTHON3.orSkip();
    }

    private static String ours(String with, int hidden, int batch, int replicas, String millis) {
        return String.format(OURS, with, hidden, batch, replicas, millis);
    }

    private static String peer(String who, int hidden, int batch, int replicas, String said) {
        return who + " hidden=" + hidden + " unroll=5 batch=" + batch + " replicas=" + replicas + ": " + said + "\n";
    }

    private static String took(String millis) {
        return "1.0 meta-steps/s, " + millis + " ms per meta-step, 1.0 optimizees/s, loss 1";
    }

    private List<String> table(String... logs) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("python3", Root.path("runner/src/gpu/table.py").toString()));
        for (int i = 0; i < logs.length; i++) {
            command.add(Files.writeString(folder.resolve(i + ".log"), logs[i]).toString());
        }
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process python = builder.start();
        assertThat(python.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(Files.readString(said, UTF_8)).isZero();
        return Files.readAllLines(said, UTF_8);
    }

    /** An eager peer is compared per optimizee; bytes that fit into the cache stand in brackets; several times at one size are their median. */
    @Test
    void besideEachTimeStandThePeersAndTheFloor() throws Exception {
        List<String> table = table(
                "== 3 s  begin bench, at most 40 s\n" + ours("", 2, 1, 1, "0.300") + ours("", 2, 1, 128, "0.800")
                        + ours("", 2, 1, 1, "0.250") + ours("", 2, 1, 1, "0.200")
                        + peer(
                                "torch 2.11.0 eager cuda threads=1 tf32(cudnn=True, matmul=False)",
                                2,
                                1,
                                1,
                                took("5.000")),
                ours("", 2, 64, 128, "6.000")
                        + ours("", 20, 1, 128, "10.000")
                        + peer("torch 2.11.0 CUDA graph tf32(cudnn=True, matmul=False)", 2, 1, 128, took("8.000"))
                        + peer(
                                "torch 2.11.0 CUDA graph tf32(cudnn=True, matmul=False)",
                                20,
                                1,
                                128,
                                "out of memory: OutOfMemoryError CUDA out of memory.")
                        + peer("jax 0.11.2 gpu matmul=default", 2, 1, 128, took("2.400")));

        assertThat(table)
                .containsExactly(
                        "cuda:0 NVIDIA H200; floor at 4800 GB/s and 67 TFLOP/s.",
                        "",
                        "| hidden, batch, replicas | fused CUDA | per optimizee | eager PyTorch, R in turn | PyTorch, CUDA graph | JAX, jit and vmap | floor: bytes, operations | share |",
                        "|---|---|---|---|---|---|---|---|",
                        // 264 bytes a coordinate: 40 network, 100 teacher, 24 beginning, 100 imitator
                        "| 2, 1, 1 | 0.250 ms | 250.00 µs | 5.000 ms (20.0×) | – | – | (0.001), 0.000 ms | 0 % |",
                        "| 2, 1, 128 | 0.800 ms | 6.25 µs | 5.000 ms · 128 (800.0×) | 8.000 ms (10.0×) | 2.400 ms (3.0×) | 0.154, 0.055 ms | 19 % |",
                        // 344: the batch falls into two tiles
                        "| 2, 64, 128 | 6.000 ms | 46.88 µs | – | – | – | 0.200, 1.616 ms | 27 % |",
                        // 8,896, of which 8,588 the imitator's
                        "| 20, 1, 128 | 10.000 ms | 78.12 µs | – | out of memory | – | 5.181, 2.128 ms | 52 % |");
    }

    @Test
    void aFormOfTheKernelsIsComparedWithWhatRanBesideItAndIsNoRowOfTheTable() throws Exception {
        List<String> table = table(
                ours("", 2, 1, 128, "9.000"),
                ours("", 2, 1, 128, "0.800")
                        + ours(" with fast-cells", 2, 1, 128, "0.600")
                        + ours("", 2, 1, 128, "0.900")
                        + ours(" with fast-cells", 2, 1, 128, "0.650")
                        + ours(" with joined-updates,fast-cells", 2, 1, 128, "0.500")
                        + ours(" with lean-network", 2, 1, 1, "0.200"));

        assertThat(table.subList(5, table.size()))
                .containsExactly(
                        "",
                        "| form of the kernels | hidden, batch, replicas | without, ms | with, ms | gain |",
                        "|---|---|---|---|---|",
                        "| fast-cells | 2, 1, 128 | 0.800 0.900 | 0.600 0.650 | 1.36× |",
                        "| lean-network | 2, 1, 1 | – | 0.200 | – |",
                        "| joined-updates,fast-cells | 2, 1, 128 | 0.800 0.900 | 0.500 | 1.70× |");
        assertThat(table.get(4)).startsWith("| 2, 1, 128 | 0.900 ms ");
    }

    @Test
    void halfALogIsATableOfWhatIsThere() throws Exception {
        String whole = "== 1 s  begin bench\n" + ours("", 2, 1, 1, "0.250") + ours("", 2, 1, 128, "0.800")
                + ours(" with fast-cells", 2, 1, 1, "0.250");
        for (int length = 0; length <= whole.length(); length += 41) {
            String half = whole.substring(0, length);
            long rows = half.lines()
                    .filter(line -> line.contains("H200 hidden") && line.contains("per meta-step"))
                    .count();

            assertThat(table(half).stream().filter(line -> line.startsWith("| 2, ")))
                    .as(half)
                    .hasSize((int) rows);
        }
    }

    @Test
    void theCpusTimesAreNoRows() throws Exception {
        assertThat(table(ours("", 2, 1, 1, "0.250").replace("cuda:0 NVIDIA H200", "cpu, 2 threads")))
                .hasSize(4)
                .first()
                .asString()
                .startsWith("No GPU;");
    }
}
