package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.data.DataSet;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.train.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench}: measures the speed of meta-training. */
@Command(
        name = "bench",
        description =
                "Measures the speed of meta-training: the median of five rounds, on MNIST if its files are present.")
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--engine", defaultValue = "auto", description = "auto, fused, nd4j (default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(
            names = "--device",
            defaultValue = "auto",
            description = "auto, cpu, cuda, cuda:n (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(
            names = "--hidden",
            split = ",",
            defaultValue = "2",
            description = "Hidden sizes, bottom up (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden;

    @Option(
            names = "--features",
            defaultValue = "gradient",
            description = "gradient, log-sign, log-gradient, moments (default: ${DEFAULT-VALUE}).")
    private String features;

    @Option(
            names = "--head",
            defaultValue = "gated",
            description = "gated, scaled, zero-out, exponential (default: ${DEFAULT-VALUE}).")
    private String head;

    @Option(names = "--unroll", defaultValue = "5", description = "Steps per meta-step (default: ${DEFAULT-VALUE}).")
    private int unroll;

    @Option(
            names = "--batch",
            defaultValue = "1",
            description = "Samples per optimizee step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--replicas",
            defaultValue = "1",
            description = "Networks that are trained in parallel (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(
            names = "--size",
            paramLabel = "HIDDEN,BATCH,REPLICAS",
            description = "One size of one layer, in place of --hidden, --batch and --replicas; "
                    + "repeatable: the sizes are measured in turn in one process, and each has its own line.")
    private List<String> sizes = List.of();

    @Option(
            names = "--threads",
            defaultValue = "0",
            description =
                    "Threads of the CPU; 0 leaves the number to the engine: fused uses all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of MNIST (default: data/mnist, else the embedded digits).")
    private Path data;

    @Option(names = "--seconds", defaultValue = "2", description = "Seconds per round (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "Seconds of warm-up before the first round; the compiler needs about two (default: twice --seconds).")
    private Double warmUp;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    /** The document that --json prints. */
    record BenchDocument(int format, String version, String engine, String device, List<Measured> measured) {}

    /** A size and its speed. */
    record Measured(
            List<Integer> hidden,
            int unroll,
            int batch,
            int replicas,
            String features,
            String head,
            String data,
            double metaStepsPerSecond,
            double metaStepMillis,
            double optimizeesPerSecond,
            double finalLoss,
            double processorMillis) {}

    /** The size that one line measures. @param hidden cells per layer, bottom up */
    private record Size(List<Integer> hidden, int batch, int replicas) {
        static Size parse(String text) {
            String[] numbers = text.split(",", -1);
            try {
                if (numbers.length == 3) {
                    return new Size(
                            List.of(Integer.valueOf(numbers[0])),
                            Integer.parseInt(numbers[1]),
                            Integer.parseInt(numbers[2]));
                }
            } catch (NumberFormatException e) {
                // reported below
            }
            throw Fault.badInput(
                    "bench: --size",
                    "is '" + text + "'",
                    "HIDDEN,BATCH,REPLICAS, such as 2,1,128",
                    "correct the option");
        }
    }

    @Override
    public Integer call() {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw Fault.badInput("bench: --seconds", "is " + seconds, "above 0, at most 3600", "correct the option");
        }
        if (warmUp != null && !(warmUp >= 0 && warmUp <= 3600)) {
            throw Fault.badInput("bench: --warm-up", "is " + warmUp, "0 to 3600", "correct the option");
        }
        Config config = config();
        List<Size> wanted = wanted();
        List<Measured> measured = new ArrayList<>();
        EngineSelection selection = EngineSelection.of(config);
        try (Engine opened = selection.engine()) {
            DataSet images = Speed.images(data);
            for (Size size : wanted) {
                Imitator imitator = imitator(config, size.hidden);
                Speed speed = Speed.measure(
                        opened,
                        imitator,
                        unroll,
                        size.batch,
                        size.replicas,
                        images,
                        seconds,
                        warmUp == null ? 2 * seconds : warmUp);
                Measured one = measured(size, speed);
                measured.add(one);
                if (!json) {
                    System.out.println(line(opened, imitator, one));
                    System.out.flush();
                }
            }
            if (json) {
                JsonDocument.print(new BenchDocument(
                        JsonDocument.FORMAT, Experiment.VERSION, opened.name(), opened.device(), measured));
            }
        } catch (IllegalArgumentException e) {
            throw Failures.refused("bench", e);
        }
        return 0;
    }

    private Measured measured(Size size, Speed speed) {
        return new Measured(
                size.hidden,
                unroll,
                size.batch,
                size.replicas,
                features,
                head,
                speed.data(),
                1000 / speed.metaStepMillis(),
                speed.metaStepMillis(),
                1000 * size.replicas / speed.metaStepMillis(),
                speed.finalLoss(),
                speed.cpuMillis());
    }

    private static String line(Engine opened, Imitator imitator, Measured one) {
        return String.format(
                Locale.ROOT,
                "understudy %s %s hidden=%s unroll=%d batch=%d replicas=%d%s data=%s: "
                        + "%.1f meta-steps/s, %.3f ms per meta-step, %.1f optimizees/s, final loss %.6g, "
                        + "%.3f ms of threads' processor time",
                opened.name(),
                opened.device(),
                one.hidden,
                one.unroll,
                one.batch,
                one.replicas,
                imitator.isPlain() ? "" : " features=" + one.features + " head=" + one.head,
                one.data,
                one.metaStepsPerSecond,
                one.metaStepMillis,
                one.optimizeesPerSecond,
                one.finalLoss,
                one.processorMillis);
    }

    /** A config with the values of the options. */
    Config config() {
        return Configs.parse(
                "name: bench",
                "bench",
                List.of(
                        "engine=" + engine,
                        "device=" + device,
                        "threads=" + threads,
                        "imitator.features=" + features,
                        "imitator.head=" + head));
    }

    static Imitator imitator(Config config, List<Integer> hidden) {
        Imitator like = config.imitator().network();
        return new Imitator(hidden, like.features(), like.moments(), like.head(), like.gain(), 0, false);
    }

    /** The sizes to measure; all are parsed before the first is measured. */
    private List<Size> wanted() {
        if (sizes.isEmpty()) {
            return List.of(new Size(hidden, batch, replicas));
        }
        Stream.of("--hidden", "--batch", "--replicas")
                .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                .findFirst()
                .ifPresent(option -> {
                    throw Fault.badInput(
                            "bench: --size and " + option,
                            "are both given",
                            "one of them",
                            "give all three by --size HIDDEN,BATCH,REPLICAS");
                });
        return sizes.stream().map(Size::parse).toList();
    }
}
