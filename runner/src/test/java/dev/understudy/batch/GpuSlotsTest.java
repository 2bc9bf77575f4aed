package dev.understudy.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.ChildJvm;
import dev.understudy.StubDriver;
import dev.understudy.device.MachineFacts;
import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.fault.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag("process")
class GpuSlotsTest {
    @TempDir
    private Path folder;

    private static List<Gpu> gpus(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Gpu(i, "Stub", 8, 6, 1 << 30, "GPU-" + i))
                .toList();
    }

    @Test
    void everyGpuHasOneTrialBeforeAnyHasTwo() {
        GpuSlots slots = new GpuSlots(gpus(2), 2, folder);
        List<Integer> taken = new ArrayList<>();
        for (Optional<GpuSlots.Slot> slot = slots.take(gpus(2)); slot.isPresent(); slot = slots.take(gpus(2))) {
            taken.add(slot.get().gpu().ordinal());
        }
        assertThat(taken).containsExactly(0, 1, 0, 1);
    }

    @Test
    void aPlaceThatIsGivenBackIsTakenAgainAndOnlyByWhomItServes() {
        GpuSlots slots = new GpuSlots(gpus(2), 1, folder);
        GpuSlots.Slot first = slots.take(gpus(2)).orElseThrow();
        assertThat(slots.take(gpus(1))).isEmpty();
        first.close();
        assertThat(slots.take(gpus(1)).orElseThrow().gpu().ordinal()).isZero();
    }

    @Test
    void aWorkerSeesItsGpuAloneUnlessItsConfigNamesOne() {
        GpuSlots.Slot slot =
                new GpuSlots(gpus(2), 1, folder).take(gpus(2).subList(1, 2)).orElseThrow();
        assertThat(slot.environment(false)).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-1");
        assertThat(slot.environment(true))
                .doesNotContainKey("CUDA_VISIBLE_DEVICES")
                .containsKey(GpuSlots.PLACE);
    }

    @Test
    void aFolderThatCannotBeUsedIsOneLineThatNamesTheVariable() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new GpuSlots(gpus(1), 1, file).take(gpus(1)))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file.resolve("GPU-0-0.lock") + " cannot be used for a lock (")
                .hasMessageEndingWith("; expected a folder that every batch on this machine can write to;"
                        + " make it writable, or name another folder in the environment variable UNDERSTUDY_GPU_SLOTS");
    }

    @Test
    void threeBatchesThatStartAtOnceShareNoPlace(@TempDir Path drivers) throws Exception {
        StubDriver stub = StubDriver.compiledIn(drivers);
        List<Process> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ProcessBuilder child = new ProcessBuilder(ChildJvm.quiet(
                    "-cp", System.getProperty("java.class.path"), Batch.class.getName(), folder.toString()));
            child.environment().put("LD_LIBRARY_PATH", stub.folder("driver").toString());
            child.environment().put("STUB_COUNT", "8");
            batches.add(child.start());
        }
        List<String> taken = new ArrayList<>();
        for (Process batch : batches) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(batch.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); !"all".equals(line); line = lines.readLine()) {
                taken.add(line);
            }
        }
        batches.forEach(Process::destroyForcibly); // until now each holds its own slots
        assertThat(taken).hasSize(8).doesNotHaveDuplicates().allMatch(line -> line.startsWith("GPU-5a5a5a5a-"));
    }

    /** Takes all free slots, and keeps them. */
    static final class Batch {
        public static void main(String[] args) throws Exception {
            List<Gpu> gpus = MachineFacts.here().gpus().devices();
            GpuSlots slots = new GpuSlots(gpus, 1, Path.of(args[0]));
            List<GpuSlots.Slot> held = new ArrayList<>();
            for (Optional<GpuSlots.Slot> slot = slots.take(gpus); slot.isPresent(); slot = slots.take(gpus)) {
                held.add(slot.get());
                System.out.println(slot.get().gpu().uuid());
            }
            System.out.println("all");
            Thread.sleep(100_000);
            System.out.println(held);
        }
    }
}
