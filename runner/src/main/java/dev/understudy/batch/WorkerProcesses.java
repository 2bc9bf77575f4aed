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

/** Runs trials in worker processes of this machine: each on a place of a GPU if it uses one, otherwise on the CPU. */
public final class WorkerProcesses implements TrialHost {
    private final JvmCommand command;
    private final List<String> program;
    private final Path runs;
    private final GpuSlots slots;
    private final boolean fresh;
    private final boolean retryFailed;

    /**
     * @param jobs worker processes at once, which share the machine
     * @param program the class whose {@code main} runs a {@link Worker}, followed by its arguments
     * @param runs folder of all runs
     * @param slots the places on this machine's GPUs
     * @param fresh whether to discard earlier files
     * @param retryFailed whether to run trials again that failed in an earlier call
     */
    public WorkerProcesses(
            int jobs, List<String> program, Path runs, GpuSlots slots, boolean fresh, boolean retryFailed) {
        command = new JvmCommand(jobs);
        this.program = List.copyOf(program);
        this.runs = runs;
        this.slots = slots;
        this.fresh = fresh;
        this.retryFailed = retryFailed;
    }

    @Override
    public boolean fresh() {
        return fresh;
    }

    @Override
    public RunningTrial start(PlannedTrial trial, Attempted how, Queue<RunningTrial.Heard> heard) throws IOException {
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
                fresh && !how.begun(),
                retryFailed || how.begun(),
                how.advised(),
                how.until(),
                trial.rates());
        try {
            List<String> words = command.of(trial.in(runs).path(), program);
            return WorkerProcess.start(words, environment, task, slot.orElse(null), heard);
        } catch (IOException | RuntimeException e) {
            slot.ifPresent(GpuSlots.Slot::close);
            throw e;
        }
    }
}
