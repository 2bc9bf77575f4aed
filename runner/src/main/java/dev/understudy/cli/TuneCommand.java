package dev.understudy.cli;

import dev.understudy.batch.GpuSlots;
import dev.understudy.batch.Limits;
import dev.understudy.batch.MemoryFault;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.batch.WorkerProcesses;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.report.TunedTable;
import dev.understudy.run.Status;
import dev.understudy.run.TunedTeacher;
import dev.understudy.train.SharedChecks;
import dev.understudy.train.Stop;
import dev.understudy.train.TrialWork;
import dev.understudy.train.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code tune}: the best learning rate and schedule of a teacher, found on a grid. */
@Command(
        name = "tune",
        description =
                "Finds the learning rate and schedule with which the config's teacher reaches the lowest loss on its task within a horizon: every"
                        + " rate by every schedule on several fresh networks. Trains no imitator.")
final class TuneCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TuneCommand.class);
    private static final int MOST_SEEDS = 1000;

    @Parameters(
            paramLabel = "CONFIG",
            description = "A config: its teacher, data, network and batch size are used, its other keys are not.")
    private Path file;

    @Mixin
    private Overridable options;

    @Option(names = "--horizon", paramLabel = "N", description = "Steps of a rollout (default: evaluation.steps).")
    private Integer horizon;

    @Option(
            names = "--rates",
            paramLabel = "RATE",
            split = ",",
            description = "Learning rates (default: 1e-7, 3e-7, 1e-6 ... 3e-1, 1).")
    private List<Double> rates;

    @Option(
            names = "--schedules",
            paramLabel = "WORD",
            split = ",",
            description = "Schedules: some of constant, linear, cosine and exponential (default: all).")
    private List<RateSchedule> schedules;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Fresh networks for each rate and schedule: seeds 2001, 2002, ... (default: 5).")
    private Integer seeds;

    @Option(
            names = TaskChoice.OPTION,
            paramLabel = "N",
            description =
                    "For a config with several tasks: the task, counted from 1 (default: 1). Its result is kept under NAME-task-N.")
    private Integer task;

    @Option(names = "--fresh", description = "Discards the files of earlier calls.")
    private boolean fresh;

    @Option(names = "--retry-failed", description = "Repeats failed schedules.")
    private boolean retryFailed;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    @Mixin
    private BatchOptions batch;

    /** The document that --json prints. */
    record TuneDocument(int format, Path path, TunedTeacher tuned) {}

    @Override
    public Integer call() {
        batch.check();
        Tuning tuning = tuning();
        Plan plan = new Plan(tuning.configs().stream()
                .map(config -> PlannedTrial.tuning(config, tuning.rates()))
                .toList());
        try (StopSignal signal = StopSignal.install()) {
            int code = run(tuning, plan, signal);
            if (code != 0) {
                return code;
            }
        }
        TunedTeacher answer = tuning.answer(options.runs);
        Path written = tuning.write(answer, options.runs);
        if (json) {
            JsonDocument.print(new TuneDocument(JsonDocument.FORMAT, written, answer));
            return 0;
        }
        TunedTable.lines(answer).forEach(System.out::println);
        System.out.println("Tuned: " + written.toAbsolutePath().normalize());
        return 0;
    }

    private Tuning tuning() {
        List<RateSchedule> words = schedules == null ? List.of(RateSchedule.values()) : schedules;
        return new Tuning(words.stream().distinct().map(this::config).toList(), rates());
    }

    private Config config(RateSchedule schedule) {
        int count = seeds == null ? Tuning.SEEDS : seeds;
        if (count < 1 || count > MOST_SEEDS) {
            throw Fault.badInput("--seeds", "is " + count, "1 to " + MOST_SEEDS, "correct the option");
        }
        List<Long> numbers = LongStream.range(0, count)
                .map(i -> Tuning.FIRST_SEED + i)
                .boxed()
                .toList();
        List<String> overrides = new ArrayList<>(options.overrides);
        if (horizon != null) {
            overrides.add("evaluation.steps=" + horizon);
        }
        overrides.addAll(List.of(
                "evaluation.horizons=[]",
                "evaluation.everySteps=null",
                "evaluation.seeds=" + numbers,
                "evaluation.schedule=" + schedule.word()));
        Config config = Configs.load(file, overrides);
        if (task == null) {
            return config.onFirstTask();
        }
        List<Config> tasks = config.byTask();
        int number = TaskChoice.of(String.valueOf(task), tasks.size(), file.toString())
                .get(0);
        overrides.add("name=" + config.name() + "-" + TaskChoice.name(number));
        return Configs.load(file, overrides).byTask().get(number - 1);
    }

    private List<Double> rates() {
        List<Double> all = rates == null ? Tuning.RATES : rates;
        for (double rate : all) {
            if (!(rate > 0) || (float) rate == 0 || rate > 1e38) {
                throw Fault.badInput(
                        "--rates", "names " + rate, "learning rates above 0, within float32", "correct the option");
            }
        }
        return all.stream().distinct().sorted().toList();
    }

    private int run(Tuning tuning, Plan plan, StopSignal signal) {
        List<TrialWork> works = plan.trials().stream()
                .map(trial -> trial.work(options.runs, signal::requested, new Console()))
                .toList();
        EngineSelection.checkTogether(plan.configs().stream()
                .filter(config -> config.optimizee().isExternal())
                .toList());
        SharedChecks shared = new SharedChecks();
        works.forEach(work -> work.check(fresh, shared));
        if (fresh) {
            tuning.discard(options.runs);
        }
        if (!batch.given()) {
            return alone(plan, works, signal);
        }
        GpuSlots slots = batch.slots();
        // More processes than schedules would only leave fewer cores for each.
        Limits limits = batch.limits(plan, slots).atMost(works.size());
        TrialHost host =
                new WorkerProcesses(limits.jobs(), WorkerCommand.program(), options.runs, slots, fresh, retryFailed);
        return new BatchCall(plan, options.runs, retryFailed, host)
                .run(works, limits, signal)
                .code();
    }

    /** Runs all in this process: a rollout of a small network takes less time than the start of a process. */
    private int alone(Plan plan, List<TrialWork> works, StopSignal signal) {
        int code = 0;
        for (int i = 0; i < works.size(); i++) {
            PlannedTrial trial = plan.trials().get(i);
            try {
                Status status = works.get(i).run(fresh, retryFailed, 0);
                boolean failed = status.state() == Status.State.FAILED;
                if (failed || works.get(i).exitCode() != 0) {
                    LOG.error(
                            "{}: {}{}",
                            trial.label(),
                            failed ? "failed: " + status.message() : "not done: " + status.message(),
                            failed ? "; its stack trace is in evaluation.json; --retry-failed repeats it" : "");
                    code = Math.max(code, failed ? 1 : works.get(i).exitCode());
                }
            } catch (Stop stop) {
                LOG.info("{}: interrupted and saved; the same command goes on from here", trial.label());
                return signal.exitCode();
            } catch (Fault fault) {
                if (fault.exitCode() == 4) {
                    throw fault;
                }
                // The trial's directory cannot be opened: another process holds it, or a file in it is damaged.
                LOG.error("{}: not done: {}", trial.label(), fault.getMessage());
                code = Math.max(code, fault.exitCode());
            } catch (OutOfMemoryError full) {
                throw MemoryFault.of(trial.config(), full);
            }
        }
        return code;
    }
}
