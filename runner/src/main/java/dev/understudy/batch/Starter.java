package dev.understudy.batch;

import dev.understudy.device.EngineSelection;
import dev.understudy.engine.fused.cuda.Gpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Starts worker processes: each on a place of a GPU if its trial uses one, otherwise on the CPU.
 *
 * @param program the class whose {@code main} runs a {@link Worker}, followed by its arguments
 * @param slots the places on this machine's GPUs
 */
record Starter(
        JvmCommand command, List<String> program, Path runs, GpuSlots slots, boolean fresh, boolean retryFailed) {
    Starter {
        program = List.copyOf(program);
    }

    /** @param slot null on the CPU */
    record Started(WorkerProcess worker, GpuSlots.Slot slot) {}

    /**
     * @param begun whether the trial was started before in this call: it then resumes from its files
     * @param advised whether another worker has told the user how to make the JVM faster
     * @param until the meta-step at which the trial stops; 0 for its end
     * @return null while all suitable places are taken
     */
    Started start(PlannedTrial trial, boolean begun, boolean advised, int until, Queue<WorkerProcess.Heard> heard)
            throws IOException {
        List<Gpu> usable = EngineSelection.gpus(trial.config());
        Optional<GpuSlots.Slot> slot = usable.isEmpty() ? Optional.empty() : slots.take(usable);
        if (!usable.isEmpty() && slot.isEmpty()) {
            return null;
        }
        Map<String, String> environment = new HashMap<>();
        // ND4J's native loops take the number of cores from the system, not from the JVM.
        environment.put(
                "OMP_NUM_THREADS",
                System.getenv().getOrDefault("OMP_NUM_THREADS", String.valueOf(command.processors())));
        slot.ifPresent(s -> environment.putAll(
                s.environment(trial.config().device().ordinal().isPresent())));
        WorkerTask task = new WorkerTask(
                runs.toString(),
                trial.config().name(),
                trial.trial(),
                trial.config().toYaml(),
                fresh && !begun,
                retryFailed || begun,
                advised,
                until,
                trial.rates());
        try {
            List<String> words = command.of(trial.in(runs).path(), program);
            return new Started(WorkerProcess.start(words, environment, task, heard), slot.orElse(null));
        } catch (IOException | RuntimeException e) {
            slot.ifPresent(GpuSlots.Slot::close);
            throw e;
        }
    }
}
