package dev.understudy.cli;

import dev.understudy.batch.GpuSlots;
import dev.understudy.batch.Limits;
import dev.understudy.batch.Plan;
import dev.understudy.device.EngineSelection;
import dev.understudy.device.MachineFacts;
import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options that distribute a batch's trials over processes and GPUs, and that limit its time and failures. */
final class BatchOptions {
    /** Trials that a cluster's queue holds at once, unless --jobs says otherwise. */
    private static final int MOST_AT_ONCE = 1024;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description =
                    "Trials that run at the same time, each in a process of its own (default: as many as the GPUs take, or one without a GPU).")
    private Integer jobs;

    @Option(
            names = "--gpus",
            paramLabel = "N",
            split = ",",
            description = "The GPUs to use, as doctor numbers them (default: all).")
    private List<Integer> gpus;

    @Option(names = "--per-gpu", paramLabel = "K", description = "Trials that share a GPU (default: 1).")
    private Integer perGpu;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "Repeats a trial that fails, from its last checkpoint.")
    private int retries;

    @Option(names = "--fail-fast", description = "Stops at the first trial that fails; running trials are saved.")
    private boolean failFast;

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            description = "Stops when N trials have failed; running trials are saved.")
    private Integer maxFailures;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            description =
                    "Stops after this time, such as 90s, 45m or 7h30m; running trials are saved, and the same command continues them.")
    private String timeLimit;

    @Option(
            names = "--trial-time-limit",
            paramLabel = "TIME",
            description = "Stops each trial after this time; it is saved and counts as unfinished.")
    private String trialTimeLimit;

    /** Whether any of these options was given; they work only with separate processes. */
    boolean given() {
        return jobs != null
                || gpus != null
                || perGpu != null
                || retries != 0
                || failFast
                || maxFailures != null
                || timeLimit != null
                || trialTimeLimit != null;
    }

    /** Checks the options before anything else is read. @throws Fault bad input if one is not valid */
    void check() {
        slots(List.of());
        limits(1);
    }

    /** The same, for trials that run on a cluster if {@code onCluster}. @throws Fault as the other method */
    void check(boolean onCluster) {
        check();
        if (onCluster && (gpus != null || perGpu != null)) {
            throw Fault.badInput(
                    gpus != null ? "--gpus" : "--per-gpu",
                    "is given on a cluster",
                    "neither of the two: the cluster assigns GPUs to trials",
                    "leave it out; spark.task.resource.gpu.amount says how many GPUs a trial has");
        }
    }

    /** The limits of a batch on a cluster, which itself limits the trials at once. */
    Limits limitsOnCluster(int trials) {
        return limits(Math.min(trials, MOST_AT_ONCE));
    }

    GpuSlots slots() {
        return slots(chosen());
    }

    private GpuSlots slots(List<Gpu> gpus) {
        return allowed(() -> new GpuSlots(gpus, perGpu == null ? 1 : perGpu, GpuSlots.folder(System.getenv())));
    }

    private static <T> T allowed(Supplier<T> made) {
        try {
            return made.get();
        } catch (Refusal refusal) {
            throw Fault.badInput(
                    refusal.field(), "is " + refusal.found(), refusal.expected(), "correct the option", refusal);
        }
    }

    private List<Gpu> chosen() {
        List<Gpu> all = MachineFacts.here().gpus().devices();
        if (gpus == null) {
            return all;
        }
        for (int ordinal : gpus) {
            if (ordinal < 0 || ordinal >= all.size()) {
                throw Fault.environment(
                        "--gpus",
                        "names GPU " + ordinal + ", and this machine has " + all.size(),
                        "numbers that `doctor` lists",
                        "correct the option");
            }
        }
        return gpus.stream().distinct().map(all::get).toList();
    }

    Limits limits(Plan plan, GpuSlots slots) {
        return limits(defaultJobs(plan, slots));
    }

    private Limits limits(int unlessSaid) {
        return allowed(() -> new Limits(
                jobs == null ? unlessSaid : jobs,
                retries,
                failFast ? 1 : maxFailures == null ? Limits.ALL : maxFailures,
                duration("--time-limit", timeLimit),
                duration("--trial-time-limit", trialTimeLimit)));
    }

    private static int defaultJobs(Plan plan, GpuSlots slots) {
        boolean anyOnGpu = plan.configs().stream()
                .anyMatch(config -> !EngineSelection.gpus(config).isEmpty());
        return anyOnGpu ? Math.max(1, Math.min(slots.count(), plan.trials().size())) : 1;
    }

    /** @param text a time as {@code 7h30m}, or null for none. @return zero for none */
    static Duration duration(String option, String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        if (text.matches("(?=\\d)(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,6}m)?(\\d{1,7}s)?")) {
            long seconds = 0;
            for (String part : text.split("(?<=[dhms])")) {
                long number = Long.parseLong(part.substring(0, part.length() - 1));
                seconds += number
                        * switch (part.charAt(part.length() - 1)) {
                            case 'd' -> 86_400;
                            case 'h' -> 3600;
                            case 'm' -> 60;
                            default -> 1;
                        };
            }
            if (seconds > 0) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw Fault.badInput(option, "is \"" + text + "\"", "a time such as 90s, 45m or 7h30m", "correct the option");
    }
}
