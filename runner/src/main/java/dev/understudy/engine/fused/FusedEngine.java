package dev.understudy.engine.fused;

import dev.understudy.engine.Closing;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.EpisodicTraining;
import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.EvolutionTraining;
import dev.understudy.engine.LocalParticles;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.PairRange;
import dev.understudy.engine.Particles;
import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.TracedRollout;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.KernelModule;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The engine with this project's own kernels, on the CPU and on CUDA. A whole meta-step takes a few passes; the code is
 * written once, over {@link Kernels}.
 */
public final class FusedEngine implements Engine {
    private final Processor processor;
    private final String start;

    private FusedEngine(Processor processor, String start) {
        this.processor = processor;
        this.start = start;
    }

    /**
     * The engine on the host.
     *
     * @param threads 0 for one per core
     */
    public static FusedEngine onCpu(int threads) {
        return new FusedEngine(
                new CpuProcessor(threads > 0 ? threads : Runtime.getRuntime().availableProcessors()), "");
    }

    /** The engine on a given processor. */
    static FusedEngine on(Processor processor) {
        return new FusedEngine(processor, "");
    }

    /**
     * The engine on a GPU, opened after a self-check of its kernels against the host's.
     *
     * @param gpu its number
     * @param variants kernels to use in another form
     * @throws Unavailable with the reason in one line
     */
    public static FusedEngine onCuda(int gpu, Set<Variant> variants) throws Unavailable {
        KernelModule module = KernelModule.load(gpu, variants);
        Processor processor = new CudaProcessor(module);
        try {
            long before = System.nanoTime();
            SelfCheck.require(processor);
            return new FusedEngine(
                    processor,
                    "kernels compiled or loaded in " + module.compileMillis() + " ms, self-check in "
                            + (System.nanoTime() - before) / 1_000_000 + " ms");
        } catch (Unavailable | RuntimeException | Error e) {
            Closing.afterFailure(processor, e);
            throw e;
        }
    }

    /** The times that the start took, for {@code doctor}; empty on the host. */
    public String start() {
        return start;
    }

    /** The CPU's kernels in use, for instance {@code vector, 8 floats}; null on a GPU. */
    public String cpuKernels() {
        return processor.cpuKernels();
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
        processor.checkMemory(spec);
        float[] initial = phi == null ? spec.problem().imitator().initialWeights(spec.seed()) : phi;
        return over(
                processor.open(spec.problem(), spec.seed(), spec.replicas(), spec.unroll(), spec.lanes()),
                kernels -> new EpisodicTraining(spec, new FusedMetaStep(spec, initial, kernels)));
    }

    @Override
    public Rollout rollout(RolloutSpec spec, float[] phi) {
        return over(
                processor.open(
                        spec.problem(),
                        spec.seed(),
                        1,
                        1,
                        spec.problem().optimizee().coordinates()),
                kernels -> new TracedRollout(new FusedRolloutSteps(spec, phi, kernels)));
    }

    @Override
    public MetaTraining evolve(EvolutionSpec spec, float[] phi, IntFunction<Particles> particles) {
        float[] initial = phi == null ? spec.imitator().initialWeights(spec.seed()) : phi;
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            List<Particles> tasks = new ArrayList<>();
            for (int k = 0; k < spec.tasks().size(); k++) {
                tasks.add(particles.apply(k));
                opened.add(tasks.get(k));
            }
            List<Population> validation = new ArrayList<>();
            for (int k = 0; k < spec.validation().size(); k++) {
                Problem task = spec.validation().get(k);
                validation.add(population(spec, task, spec.validationSeed(k), EvolutionSpec.VALIDATED, false, false));
                opened.add(validation.get(k));
            }
            Problem first = spec.tasks().get(0);
            Kernels kernels =
                    processor.open(first, spec.seed(), 1, 1, first.optimizee().coordinates());
            opened.add(kernels);
            return new EvolutionTraining(spec, initial, tasks, validation, new FusedMetaRule(spec, kernels));
        } catch (RuntimeException | Error e) {
            opened.forEach(one -> Closing.afterFailure(one, e));
            throw e;
        }
    }

    @Override
    public Particles particles(EvolutionSpec spec, PairRange pairs) {
        boolean compared = spec.evolution().imitation().lasts(0);
        boolean rescaled = spec.evolution().rescale() != 1;
        int k = pairs.task();
        return new LocalParticles(
                spec,
                pairs,
                population(spec, spec.tasks().get(k), spec.seed(k), pairs.particles(), compared, rescaled));
    }

    private Population population(
            EvolutionSpec spec, Problem task, long seed, int particles, boolean compared, boolean rescaled) {
        return processor.population(PopulationSpec.of(task, spec.evolution(), seed, particles, compared, rescaled));
    }

    /**
     * Passes the kernels to {@code made}, whose result owns and closes them; closes them here if {@code made} fails.
     */
    private static <T> T over(Kernels kernels, Function<Kernels, T> made) {
        try {
            return made.apply(kernels);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(kernels, e);
            throw e;
        }
    }

    @Override
    public void close() {
        processor.close();
    }
}
