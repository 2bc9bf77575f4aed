package dev.understudy.engine.fused;

import com.sun.management.ThreadMXBean;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A program, for a JVM with flags of its own, that measures the cost of a meta-step, or of a step of a rollout, on one thread after compilation. For each work that
 * is named among its arguments, or for all, it prints a line with the milliseconds of processor time and the bytes that were allocated.
 * A vector that the compiler keeps in a register allocates nothing; one that is handed to a method that was not inlined is an object. So
 * bytes tell of lost inlining, however busy the machine is.
 */
public final class SteadyState {
    private static final int STEPS = 5;
    /** Upper limit of the processor time for compilation; after it, a work is measured in its present form. */
    private static final double PATIENCE = 6;
    /** Bytes. The small allocations outside the kernels' loops; a single loop with boxed vectors takes a thousand times as much. */
    static final long ENOUGH = 2_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private SteadyState() {}

    /** The repeated work: meta-steps of a training, or steps of a rollout. */
    private interface Work extends AutoCloseable {
        void run(int times);

        @Override
        void close();
    }

    /** Together they call every kernel: each sort of imitator, each rule of the teachers' once, one sample or many, and a rollout. */
    private static final Map<String, Function<Engine, Work>> WORKS = new LinkedHashMap<>();

    static {
        Moments all = new Moments(List.of(0.9, 0.5), List.of(0.99), true, true, true, 0.9);
        Imitator deep = new Imitator(List.of(20, 20), Features.GRADIENT, Head.GATED, true);
        Imitator signs = new Imitator(List.of(8), Features.LOG_SIGN, Head.SCALED, false);
        Imitator moments = new Imitator(List.of(20), Features.MOMENTS, all, Head.ZERO_OUT, 0.01, 0, false);
        Imitator constant = new Imitator(List.of(), Features.MOMENTS, all, Head.CONSTANT, 0.01, 0, false);
        Teacher momentum = new Teacher.Sgd(0.01, 0.9, 0, false);
        train("hidden-2", Imitator.gated(2), 1, Teacher.named("sgd"), ImitationLoss.RELATIVE);
        train("hidden-20", Imitator.gated(20), 1, Teacher.named("sgd"), ImitationLoss.RELATIVE);
        train("batch-64", Imitator.gated(2), 64, Teacher.named("sgd"), ImitationLoss.RELATIVE);
        train("hidden-3", Imitator.gated(3), 1, momentum, ImitationLoss.HUBER);
        train("two-layers", deep, 2, Teacher.named("adam"), ImitationLoss.RELATIVE);
        train("log-sign", signs, 16, Teacher.named("rmsprop"), ImitationLoss.HUBER);
        train("moments", moments, 1, Teacher.named("adagrad"), ImitationLoss.RELATIVE);
        train("constant", constant, 1, Teacher.named("adadelta"), ImitationLoss.HUBER);
        train("nadam", Imitator.gated(5), 3, Teacher.named("nadam"), ImitationLoss.RELATIVE);
        rollout("rollout", new Imitator(List.of(4), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.01, 0, false));
    }

    private static void train(String name, Imitator imitator, int batch, Teacher teacher, ImitationLoss loss) {
        WORKS.put(name, engine -> {
            Samples samples = DataSets.load("digits", null).train();
            Optimizee optimizee = Optimizee.mnistCnn(samples.shape(), samples.classes());
            Problem problem = new Problem(optimizee, samples, batch, teacher, imitator, false);
            MetaTraining training =
                    engine.train(new TrainingSpec(problem, 1, STEPS, STEPS, 1, loss, Teacher.named("adam"), 0), null);
            return new Work() {
                @Override
                public void run(int times) {
                    training.run(times);
                }

                @Override
                public void close() {
                    training.close();
                }
            };
        });
    }

    /** Of a perceptron at batch 64. */
    private static void rollout(String name, Imitator imitator) {
        WORKS.put(name, engine -> {
            Samples samples = DataSets.load("digits", null).train();
            Optimizee optimizee = new Optimizee.Layers(
                    samples.shape(),
                    List.of(new Layer.Dense(32), new Layer.Relu(), new Layer.Dense(10)),
                    Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
            Problem problem = new Problem(optimizee, samples, 64, Teacher.named("sgd"), imitator, false);
            Rollout rollout =
                    engine.rollout(new RolloutSpec(problem, 1, WhoDrives.IMITATOR, 0), imitator.initialWeights(1));
            return new Work() {
                @Override
                public void run(int times) {
                    rollout.run(times);
                }

                @Override
                public void close() {
                    rollout.close();
                }
            };
        });
    }

    /** The names of all works. */
    static Set<String> works() {
        return WORKS.keySet();
    }

    public static void main(String[] arguments) {
        for (String name : arguments.length == 0 ? WORKS.keySet() : List.of(arguments)) {
            try (Engine engine = FusedEngine.onCpu(1);
                    Work work = WORKS.get(name).apply(engine)) {
                System.out.println(measure(name, work));
            }
        }
    }

    private static String measure(String name, Work work) {
        double began = seconds();
        long bytes;
        do {
            work.run(10);
            bytes = bytes(work, 10);
        } while (bytes > ENOUGH && seconds() - began < PATIENCE);
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 7; i++) {
            double before = seconds();
            int done = 0;
            while (done < 2 || seconds() - before < 0.1) {
                work.run(2);
                done += 2;
            }
            least = Math.min(least, 1000 * (seconds() - before) / done);
        }
        // Once more, since compiled code may have been compiled again.
        bytes = Math.min(bytes, bytes(work, 10));
        String where = bytes > ENOUGH ? Boxed.where(() -> work.run(20)) : "";
        return String.format(Locale.ROOT, "%s: %.3f ms, %d bytes each%s", name, least, bytes, where);
    }

    private static long bytes(Work work, int times) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run(times);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / times;
    }

    /** Of this thread's processor time, which a busy machine disturbs less than the clock. */
    private static double seconds() {
        return THREADS.getCurrentThreadCpuTime() / 1e9;
    }
}
