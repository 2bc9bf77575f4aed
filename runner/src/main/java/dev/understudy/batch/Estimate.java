package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.train.StepTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Estimates the time of a plan's trials, run one after the other in separate processes, from measurements on this
 * machine. Trials whose steps cost the same, for example if they differ only in seed or learning rate, form one
 * workload, which is measured once.
 *
 * @param seconds the estimated time of all trials
 * @param measured the number of measured workloads; each other one is assumed to take the mean time of these
 * @param workloads the number of all workloads
 */
public record Estimate(double seconds, int measured, int workloads) {
    /** Time for the first workload, during which the JVM compiles the code of all. */
    private static final double FIRST_AT_LEAST_SECONDS = 8;

    private static final double LATER_AT_MOST_SECONDS = 6;
    private static final double EACH_AT_LEAST_SECONDS = 0.5;

    /** Keys on which the time of a step does not depend. */
    private static final Set<String> FREE = Set.of(
            "seed",
            "data.holdOut",
            "imitator.gain",
            "imitator.pretrained",
            "training.metaSteps",
            "training.schedule",
            "training.huberFloor",
            "training.clip");

    private static final double MINUTE = 60;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    /**
     * Measures for about ten to twenty seconds, plus the start of the engines in this process and in a trial's process.
     *
     * @param program the program that runs a trial, as in {@link Supervisor#of}
     */
    public static Estimate of(Plan plan, List<String> program) {
        Rehearsal rehearsal = Rehearsal.of(plan.configs().get(0), program);
        int workloads =
                (int) plan.configs().stream().map(Estimate::workload).distinct().count();
        double each = Math.max(EACH_AT_LEAST_SECONDS, LATER_AT_MOST_SECONDS / Math.max(1, workloads - 1));
        StepTime first = StepTime.settled(plan.configs().get(0), FIRST_AT_LEAST_SECONDS);
        long start = System.nanoTime();
        return of(plan, rehearsal, config -> {
            if (config.equals(plan.configs().get(0))) {
                return first;
            }
            return (System.nanoTime() - start) / 1e9 > LATER_AT_MOST_SECONDS ? null : StepTime.measure(config, each);
        });
    }

    /** @param measure measures a workload's steps; returns null if no time is left, but never for the first workload */
    static Estimate of(Plan plan, Rehearsal rehearsal, Function<Config, StepTime> measure) {
        Map<Object, List<Config>> workloads = new LinkedHashMap<>();
        plan.configs()
                .forEach(config -> workloads
                        .computeIfAbsent(workload(config), key -> new ArrayList<>())
                        .add(config));
        List<StepTime> times = new ArrayList<>();
        List<Config> others = new ArrayList<>();
        double seconds = 0;
        for (List<Config> configs : workloads.values()) {
            StepTime time = measure.apply(configs.get(0));
            if (time == null) {
                others.addAll(configs);
                continue;
            }
            times.add(times.isEmpty() ? time : time.asYoungAs(times.get(0)));
            seconds += sum(configs, times.get(times.size() - 1));
        }
        for (StepTime time : times) {
            seconds += sum(others, time) / times.size();
        }
        double besidesSteps = Math.max(0, rehearsal.seconds() - times.get(0).seconds(rehearsal.config()));
        return new Estimate(seconds + plan.trials().size() * besidesSteps, times.size(), workloads.size());
    }

    private static double sum(List<Config> configs, StepTime time) {
        return configs.stream().mapToDouble(time::seconds).sum();
    }

    /** The values on which the time of a step depends: of a rule only its name, and none of the evaluation. */
    private static Object workload(Config config) {
        Map<String, String> fields = new TreeMap<>(config.results());
        fields.keySet()
                .removeIf(field -> FREE.contains(field)
                        || field.startsWith("evaluation.")
                        || field.startsWith("teacher.")
                        || field.startsWith("training.metaOptimizer."));
        return List.of(
                fields,
                config.teacher().name(),
                config.training().metaOptimizer().name(),
                config.engine(),
                config.device(),
                config.threads());
    }

    /** The estimate as a sentence for the user. */
    public String sentence() {
        String of = measured == workloads ? "" : "; " + measured + " of " + workloads + " kinds of steps were measured";
        return "about " + duration(seconds)
                + " for all trials one after the other, an estimate from steps measured here" + of;
    }

    static String duration(double seconds) {
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
        }
        if (seconds < HOUR) {
            return String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
        }
        double large = seconds < DAY ? HOUR : DAY;
        double small = seconds < DAY ? MINUTE : HOUR;
        long smalls = Math.round(seconds / small);
        long per = Math.round(large / small);
        return smalls / per
                + (seconds < DAY ? " h " : smalls / per == 1 ? " day " : " days ")
                + smalls % per
                + (seconds < DAY ? " min" : " h");
    }
}
