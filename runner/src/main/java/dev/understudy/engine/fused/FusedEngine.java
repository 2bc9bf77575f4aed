package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;

/** The engine whose kernels do a whole meta-step in a few passes; written once, over {@link Kernels}. */
public final class FusedEngine implements Engine {
    /** Opens kernels on a processor. */
    interface Processor {
        Kernels open(Problem problem, long seed, int replicas, int unroll);

        String device();
    }

    private final Processor processor;

    private FusedEngine(Processor processor) {
        this.processor = processor;
    }

    /** On the host. @param threads 0 for one per core */
    public static FusedEngine onCpu(int threads) {
        int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        return new FusedEngine(new Processor() {
            @Override
            public Kernels open(Problem problem, long seed, int replicas, int unroll) {
                return new CpuKernels(problem, seed, replicas, unroll, workers);
            }

            @Override
            public String device() {
                return "cpu, " + workers + (workers == 1 ? " thread" : " threads");
            }
        });
    }

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public String device() {
        return processor.device();
    }

    @Override
    public MetaTraining train(TrainingSpec spec, float[] phi) {
        checkMemory(spec);
        float[] initial = phi == null ? spec.problem().imitator().initialWeights(spec.seed()) : phi;
        return new FusedTraining(spec, initial, processor.open(spec.problem(), spec.seed(), spec.replicas(), spec.unroll()));
    }

    /** Asked before anything is allocated. @throws OutOfMemoryError with the sizes */
    private static void checkMemory(TrainingSpec spec) {
        double perCoordinate = 3.0 + 5.0 * spec.unroll() + spec.problem().teacher().states() + 2.0 * spec.problem().imitator().carried();
        double bytes = 4 * perCoordinate * spec.replicas() * spec.problem().optimizee().coordinates();
        // Heap, and no array may have more than 2^31 - 1 values: the longest is [T][R][P].
        double most = Math.min(Runtime.getRuntime().maxMemory(), 4.0 * Integer.MAX_VALUE * perCoordinate / spec.unroll());
        if (bytes > most) {
            throw new OutOfMemoryError(String.format(java.util.Locale.ROOT, "%d replicas of %d coordinates over %d steps need %.0f MiB of at most %.0f",
                    spec.replicas(), spec.problem().optimizee().coordinates(), spec.unroll(), bytes / (1 << 20), most / (1 << 20)));
        }
    }

    @Override
    public Loop loop(LoopSpec spec, float[] phi) {
        return new FusedLoop(spec, phi, processor.open(spec.problem(), spec.seed(), 1, 1));
    }

    @Override
    public void close() {
        // Kernels belong to what was opened, and are closed with it.
    }
}
