package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", description = "Measures meta-training: median of five rounds, MNIST where it is present.")
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--engine", defaultValue = "auto", description = "auto, fused, nd4j (default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu, cuda, cuda:n (default: ${DEFAULT-VALUE}).")
    private String device;

    @Option(names = "--hidden", split = ",", defaultValue = "2", description = "Hidden sizes, bottom up (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden;

    @Option(names = "--unroll", defaultValue = "5", description = "Steps per meta-step (default: ${DEFAULT-VALUE}).")
    private int unroll;

    @Option(names = "--batch", defaultValue = "1", description = "Samples per optimizee step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--replicas", defaultValue = "1", description = "Episodes side by side (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Option(names = "--threads", defaultValue = "0", description = "0 leaves it to the engine: fused takes all cores (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of MNIST (default: data/mnist, else ../shared/mnist, else the embedded digits).")
    private Path data;

    @Option(names = "--seconds", defaultValue = "2", description = "Per round (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Override
    public Integer call() {
        Config config = Configs.parse("name: bench", "bench", List.of("engine=" + engine, "device=" + device, "threads=" + threads));
        EngineSelection selection = EngineSelection.of(config);
        try (Engine opened = selection.engine()) {
            Imitator imitator = new Imitator(hidden, Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
            Speed speed = Speed.measure(opened, imitator, unroll, batch, replicas, data, seconds);
            System.out.println(String.format(Locale.ROOT, "understudy %s %s hidden=%s unroll=%d batch=%d replicas=%d data=%s: "
                    + "%.1f meta-steps/s, %.3f ms per meta-step, %.1f optimizees/s, final loss %.6g", opened.name(), opened.device(), hidden, unroll, batch,
                    replicas, speed.data(), 1000 / speed.metaStepMillis(), speed.metaStepMillis(), 1000 * replicas / speed.metaStepMillis(), speed.finalLoss()));
        } catch (IllegalArgumentException e) {
            throw Fault.badInput("bench: " + e.getMessage(), e);
        }
        return 0;
    }
}
