package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The content of tuned.json: the learning rate and schedule at which a teacher comes furthest on a task within a
 * horizon, and all candidates that were tried.
 *
 * @param task the keys of the config that define it, with their values, and the hashes of the files that they name
 * @param horizon steps of each rollout
 * @param rule the teacher's name
 * @param teacher the same with its constants, but without a learning rate
 * @param rates that were tried, ascending
 * @param schedules that were tried
 * @param seeds one fresh network each
 * @param pointSamples number of training samples, the first ones, for each point of a curve
 * @param endSamples the same for the figures at the end
 * @param candidates every rate by every schedule
 * @param best the candidate with the lowest mean training loss at the end; null if all diverged
 * @param bestConstant the same among those of constant rate; null also if no constant rate was tried
 * @param bestOfSchedule the same for each schedule; without schedules of which all candidates diverged
 * @param config resolved, as YAML, of the first schedule
 */
public record TunedTeacher(
        @JsonProperty(required = true) Map<String, String> task,
        @JsonProperty(required = true) int horizon,
        @JsonProperty(required = true) String rule,
        String teacher,
        List<Double> rates,
        List<String> schedules,
        List<Long> seeds,
        int pointSamples,
        int endSamples,
        List<Candidate> candidates,
        Candidate best,
        Candidate bestConstant,
        List<Candidate> bestOfSchedule,
        String config) {
    public TunedTeacher {
        task = Collections.unmodifiableMap(new TreeMap<>(task));
        rates = List.copyOf(rates);
        schedules = List.copyOf(schedules);
        seeds = List.copyOf(seeds);
        candidates = List.copyOf(candidates);
        bestOfSchedule = List.copyOf(bestOfSchedule);
    }

    /**
     * A mean over seeds.
     *
     * @param standardError of the mean, from the sample variance over n − 1; NaN for fewer than two seeds
     */
    public record Figure(double mean, double standardError) {
        static final Figure UNKNOWN = new Figure(Double.NaN, Double.NaN);

        /** @param values at least one */
        static Figure of(double[] values) {
            double mean = 0;
            for (double value : values) {
                mean += value / values.length;
            }
            double squares = 0;
            for (double value : values) {
                squares += (value - mean) * (value - mean);
            }
            int n = values.length;
            return new Figure(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
        }
    }

    /**
     * The results of one rate with one schedule.
     *
     * @param diverged number of seeds that diverged; if it is at least one, the candidate is worse than any other, and
     *     its figures are unknown
     * @param trainingLoss at the end, in evaluation mode, over the first {@code endSamples} training samples
     * @param batchLoss mean training-mode loss of the last tenth of the steps
     * @param testLoss at the end, in evaluation mode, over the whole test set
     * @param testAccuracy over the same
     * @param course its curve, if it is the best of its schedule; null for all others
     */
    public record Candidate(
            String schedule,
            double learningRate,
            int diverged,
            Figure trainingLoss,
            Figure batchLoss,
            Figure testLoss,
            Figure testAccuracy,
            Course course) {
        Candidate with(Course other) {
            return new Candidate(
                    schedule, learningRate, diverged, trainingLoss, batchLoss, testLoss, testAccuracy, other);
        }

        public boolean atConstantRate() {
            return schedule.equals("constant");
        }
    }

    /**
     * A curve: means over the seeds, at about a hundred points.
     *
     * @param trainingLosses in evaluation mode, over the first {@code pointSamples} training samples
     * @param batchLosses training-mode losses, mean over the steps since the last point
     */
    public record Course(int[] steps, float[] trainingLosses, float[] batchLosses) {}

    /** @throws Fault as {@link AtomicFile#write} */
    public void write(Path file) {
        AtomicFile.makeFolderOf(file);
        Json.write(file, RunFormat.stamped(this));
    }

    /** @return empty if the file does not exist. @throws Fault bad input if it is not a tuned teacher */
    public static Optional<TunedTeacher> read(Path file) {
        return Json.read(file).map(node -> {
            try {
                return RunFormat.read(node, TunedTeacher.class, file.toString());
            } catch (IllegalArgumentException e) {
                throw Fault.badInput(
                        file.toString(),
                        "is damaged or was edited (" + e.getMessage() + ")",
                        "a tuned teacher, as `tune` writes it",
                        "make it again by `tune`, which repeats no finished rollout",
                        e);
            }
        });
    }
}
