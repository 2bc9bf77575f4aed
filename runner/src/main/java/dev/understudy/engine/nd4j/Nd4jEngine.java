package dev.understudy.engine.nd4j;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EpisodicTraining;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TracedRollout;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.nd4j.backend.ProcessBackend;
import dev.understudy.imitation.Optimizee;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/** The general engine: ND4J's arrays and operations, on the ND4J backend of this process. */
final class Nd4jEngine implements Engine {
    private final String device;
    private final Map<Samples, DeviceDataSet> stored = new IdentityHashMap<>(); // each data set is stored once

    Nd4jEngine(String device) {
        this.device = device;
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public String device() {
        return device;
    }

    private DeviceDataSet data(Samples samples) {
        return stored.computeIfAbsent(samples, DeviceDataSet::new);
    }

    private static Blueprint blueprint(Problem problem) {
        if (problem.optimizee() instanceof Optimizee.Layers layers) {
            return new LayersBlueprint(layers);
        }
        return ExternalBlueprint.of(((Optimizee.External) problem.optimizee()).description(), problem.samples());
    }

    @Override
    public Optimizee.External external(String description, Samples samples) {
        return new Optimizee.External(
                description, ExternalBlueprint.of(description, samples).coordinates());
    }

    @Override
    public MetaTraining train(TrainingSpec spec, float[] phi) {
        checkMemory(spec);
        float[] initial = phi == null ? spec.problem().imitator().initialWeights(spec.seed()) : phi;
        return new EpisodicTraining(
                spec, new Nd4jMetaStep(spec, initial, data(spec.problem().samples()), blueprint(spec.problem())));
    }

    /**
     * Checks the memory before anything is allocated: when memory is full, ND4J itself retries for a long time or ends
     * the process.
     *
     * @throws OutOfMemoryError with the sizes
     */
    private static void checkMemory(TrainingSpec spec) {
        double bytes = TrainingArrays.bytes(spec);
        long most = ProcessBackend.isHost() ? Pointer.availablePhysicalBytes() : Long.MAX_VALUE; // a GPU reports this
        if (bytes > most) {
            throw new OutOfMemoryError(String.format(
                    Locale.ROOT,
                    "%d replicas of %d coordinates over %d steps need %.0f MiB outside the heap, and %d are free",
                    spec.replicas(),
                    spec.problem().optimizee().coordinates(),
                    spec.unroll(),
                    bytes / (1 << 20),
                    most >> 20));
        }
    }

    @Override
    public Rollout rollout(RolloutSpec spec, float[] phi) {
        return new TracedRollout(new Nd4jRolloutSteps(spec, phi, this::data, blueprint(spec.problem())));
    }

    @Override
    public void close() {
        stored.values().forEach(DeviceDataSet::close);
        stored.clear();
    }

    /** Opens engine nd4j on the device of this process, which the first call chooses. */
    public static final class Provider implements EngineProvider {
        @Override
        public String name() {
            return "nd4j";
        }

        @Override
        public Engine open(int gpu, int threads) throws Unavailable {
            return new Nd4jEngine(ProcessBackend.on(gpu).device(threads));
        }
    }
}
