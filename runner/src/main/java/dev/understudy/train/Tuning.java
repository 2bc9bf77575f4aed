package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.run.JsonLines;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.TunedGrid;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TuningLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches for a teacher's best learning rate and schedule on a grid.
 *
 * @param configs one for each schedule, see {@link ScheduleTuning}
 * @param rates the learning rates, ascending
 */
public record Tuning(List<Config> configs, List<Double> rates) {
    /** The learning rates by default: 1e-7, 3e-7 … 3e-1, 1, the grid of Google's learned_optimization. */
    public static final List<Double> RATES =
            List.of(1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0);
    /** Seed of the first rollout; the others count up from it. The default seeds of evaluations are different ones. */
    public static final long FIRST_SEED = 2001;

    /** Number of seeds by default. */
    public static final int SEEDS = 5;

    public Tuning {
        configs = List.copyOf(configs);
        rates = List.copyOf(rates);
    }

    /** The answer, after all rollouts are complete. */
    public TunedTeacher answer(Path runs) {
        Config first = configs.get(0);
        List<Candidate> candidates = new ArrayList<>();
        for (Config config : configs) {
            List<TuningLine> lines = JsonLines.read(
                    ScheduleTuning.place(runs, config).path().resolve(RunDirectory.TUNING), TuningLine.class);
            String schedule = config.evaluation().schedule().word();
            for (double rate : rates) {
                List<TuningLine> ofRate = config.evaluation().seeds().stream()
                        .map(seed -> lines.stream()
                                .filter(line -> line.isOf(rate, seed))
                                .findFirst()
                                .orElseThrow())
                        .toList();
                candidates.add(TunedGrid.candidate(schedule, rate, ofRate));
            }
        }
        List<Candidate> bestOfSchedule = configs.stream()
                .map(config -> config.evaluation().schedule().word())
                .map(word -> TunedGrid.best(candidates.stream()
                        .filter(candidate -> candidate.schedule().equals(word))))
                .flatMap(Optional::stream)
                .toList();
        return new TunedTeacher(
                TuningTask.of(first),
                first.evaluation().steps(),
                first.teacher().name(),
                TuningTask.teacher(first),
                rates,
                configs.stream()
                        .map(config -> config.evaluation().schedule().word())
                        .toList(),
                first.evaluation().seeds(),
                TuningRollout.POINT_SAMPLES,
                TuningRollout.END_SAMPLES,
                TunedGrid.brief(candidates),
                TunedGrid.best(bestOfSchedule.stream()).orElse(null),
                TunedGrid.best(bestOfSchedule.stream().filter(Candidate::atConstantRate))
                        .orElse(null),
                bestOfSchedule,
                first.toYaml());
    }

    /** Deletes an answer whose rollouts are to be discarded. */
    public void discard(Path runs) {
        RunLocation place = ScheduleTuning.answer(runs, configs.get(0));
        if (Files.exists(place.path())) {
            RunDirectory.open(place, true).close();
        }
    }

    /**
     * Writes the answer's directory, with the sessions of all rollouts as its provenance.
     *
     * @return the file of the answer
     */
    public Path write(TunedTeacher answer, Path runs) {
        RunLocation place = ScheduleTuning.answer(runs, configs.get(0));
        try (RunDirectory directory = RunDirectory.open(place, false)) {
            Provenance.gather(
                    directory.path().resolve(RunDirectory.PROVENANCE),
                    configs.stream()
                            .map(config ->
                                    ScheduleTuning.place(runs, config).path().resolve(RunDirectory.PROVENANCE))
                            .toList());
            Path file = directory.path().resolve(RunDirectory.TUNED);
            answer.write(file);
            return file;
        }
    }
}
