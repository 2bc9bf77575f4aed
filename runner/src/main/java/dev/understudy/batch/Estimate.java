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
 * How long the trials of a plan take one after the other, each in a process of its own, from what was measured here. Trials whose steps cost the
 * same, such as those that differ in seed or learning rate, are one workload; it is measured once.
 *
 * @param measured workloads; the others are taken for as long as the mean of these
 */
public record Estimate(double seconds, int measured, int workloads) {
    /** Of the first one, while the JVM compiles what the later ones find compiled. */
    private static final double FIRST_AT_LEAST_SECONDS = 8;

    private static final double LATER_AT_MOST_SECONDS = 6;
    private static final double EACH_AT_LEAST_SECONDS = 0.5;

    /** Of these the time of a step does not depend. */
    private static final Set<String> FREE = Set.of(
            "seed",
            "data.holdOut",
            "imitator.gain",
            "imitator.pretrained",
            "training.metaSteps",
            "training.schedule",
            "training.floor",
            "training.clip");

    private static final double MINUTE = 60;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    /**
     * Measures for some ten or twenty seconds, and as long as the engines take to start, here and in a process of a trial.
     *
     * @param program by which a trial is done, as in {@link Supervisor#of}
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

    /** @param measure a workload's steps; null for none, where there is no time left, but not for the first */
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

    /** What the time of a step depends on: of a rule its name, of the evaluation nothing. */
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

    /** As a person says it; after {@code about}. */
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
