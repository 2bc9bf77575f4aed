package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.StubDriver;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole batches that start at the same moment on a machine with eight GPUs of a stub driver, which records the process of each GPU, and
 * its time. Its kernels compute nothing, so that the self-check of the engine fails and the trials are computed by the CPU, on their places.
 */
@Timeout(240)
@Tag("process")
class BatchesAtOnceTest {
    private static final int BATCHES = 3;
    private static final int TRIALS = 3; // of each batch: together more than there are places

    @TempDir
    private Path folder;

    private final List<Process> batches = new ArrayList<>();

    @AfterEach
    void end() {
        for (Process batch : batches) {
            batch.descendants().forEach(ProcessHandle::destroyForcibly);
            batch.destroyForcibly();
        }
    }

    @Test
    void noGpuIsUsedByTwoWorkersAtATimeAndEveryTrialIsDone() throws Exception {
        StubDriver stub = StubDriver.compiledIn(folder.resolve("drivers"));
        Path config = TinyConfig.write(folder, "tiny", "sweep: {grid: {seed: 1.." + TRIALS + "}}");
        for (int i = 0; i < BATCHES; i++) {
            batches.add(batch(i, stub, config));
        }
        for (int i = 0; i < BATCHES; i++) {
            assertThat(batches.get(i).waitFor()).as(said(i)).isZero();
            for (int seed = 1; seed <= TRIALS; seed++) {
                Path trial = folder.resolve("runs-" + i + "/tiny/seed-" + seed);
                assertThat(Status.read(trial.resolve(RunDirectory.STATUS))
                                .orElseThrow()
                                .state())
                        .isEqualTo(Status.State.DONE);
            }
        }
        List<Use> uses = uses();
        assertThat(uses).hasSize(BATCHES * TRIALS);
        assertThat(uses.stream().map(Use::supervisor).distinct()).hasSize(BATCHES);
        assertThat(pairs(uses).filter(pair -> pair.atOnce() && pair.ofOneGpu())).isEmpty();
        assertThat(pairs(uses).filter(pair -> pair.atOnce() && !pair.ofOneSupervisor()))
                .as("or nothing was tried here: %s", uses)
                .isNotEmpty();
        String failed = " DEBUG fused on cuda:0 cannot be opened";
        assertThat(said(0)).as("the batch with -v").containsPattern("tiny/seed-1: [0-9:]+" + failed);
        assertThat(said(1)).doesNotContain("cannot be opened");
    }

    private Process batch(int number, StubDriver stub, Path config) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.quiet(
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--runs",
                        folder.resolve("runs-" + number).toString(),
                        "--jobs",
                        String.valueOf(TRIALS),
                        config.toString(),
                        number == 0 ? "-v" : "--yes"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said-" + number).toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("CUDA_VISIBLE_DEVICES");
        environment.put("LD_LIBRARY_PATH", stub.folder("driver").toString());
        environment.put("UNDERSTUDY_GPU_SLOTS", folder.resolve("slots").toString());
        environment.put("STUB_COUNT", "8");
        environment.put("STUB_USE", folder.resolve("uses").toString());
        environment.put("STUB_LOAD_MS", "1500"); // longer than the batches differ in their starts
        return builder.start();
    }

    private String said(int batch) throws IOException {
        return Files.readString(folder.resolve("said-" + batch), UTF_8);
    }

    /** A worker's use of a GPU, in nanoseconds. */
    private record Use(String gpu, long worker, long supervisor, long begins, long ends) {}

    /** Of two workers. */
    private record Pair(Use one, Use other) {
        boolean atOnce() {
            return one.begins < other.ends && other.begins < one.ends;
        }

        boolean ofOneGpu() {
            return one.gpu.equals(other.gpu);
        }

        boolean ofOneSupervisor() {
            return one.supervisor == other.supervisor;
        }
    }

    private static Stream<Pair> pairs(List<Use> uses) {
        return uses.stream()
                .flatMap(one ->
                        uses.stream().filter(other -> one.worker < other.worker).map(other -> new Pair(one, other)));
    }

    /** As recorded by the stub driver; each has an end, since the workers have ended regularly. */
    private List<Use> uses() throws IOException {
        Map<Long, Use> byWorker = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("uses"))) {
            String[] words = line.split(" ");
            long worker = Long.parseLong(words[2]);
            long nanos = Long.parseLong(words[4]);
            if (words[0].equals("begins")) {
                byWorker.put(worker, new Use(words[1], worker, Long.parseLong(words[3]), nanos, Long.MAX_VALUE));
            } else {
                byWorker.computeIfPresent(worker, (w, use) -> new Use(use.gpu, w, use.supervisor, use.begins, nanos));
            }
        }
        assertThat(byWorker.values()).allMatch(use -> use.ends < Long.MAX_VALUE);
        return List.copyOf(byWorker.values());
    }
}
