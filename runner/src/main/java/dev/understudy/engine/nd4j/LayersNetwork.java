package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An optimizee of layers as programs: one for the gradients of all replicas, and one for each input array that is
 * evaluated.
 */
final class LayersNetwork implements Blueprint.RunningOptimizee {
    private final Optimizee.Layers layers;
    private final Blueprint.Place place;
    private final Program gradients = new Program();
    private final Map<INDArray, Program> evaluations = new IdentityHashMap<>();
    private final float[] initial; // [P]
    private final INDArray fresh; // [P], in ND4J's memory
    private final Program[] begin; // [R], from fresh to the replica's θ
    private final int[] words; // [P]

    LayersNetwork(Optimizee.Layers layers, Blueprint.Place place) {
        this.layers = layers;
        this.place = place;
        initial = new float[layers.coordinates()];
        words = new int[initial.length];
        fresh = gradients.zeros(initial.length);
        begin = new Program[place.replicas()];
        LayersPass pass = new LayersPass(gradients, layers, place.batch());
        for (int r = 0; r < place.replicas(); r++) {
            int row = r;
            begin[r] = new Program().copy(fresh, Views.part(place.theta(), (long) r * initial.length, initial.length));
            pass.forward(
                    Views.rows(place.theta(), r, r + 1),
                    replica(place.input(), r),
                    m -> replica(place.masks().get(m), row));
            pass.backward(
                    replica(place.labels(), r),
                    Views.rows(place.gradient(), r, r + 1),
                    Views.rows(place.loss(), r, r + 1));
        }
    }

    /** Row r of [R][B][n] as [B][n]. */
    private static INDArray replica(INDArray a, long r) {
        return Views.part(a, r * a.size(1) * a.size(2), a.size(1), a.size(2));
    }

    /** [O2] Uniform in ±1/√fan_in, weights and biases. */
    @Override
    public void init(long seed, int r, int episode) {
        Philox.words(seed, Philox.INIT, episode, 0, 0, words.length, words);
        for (Placed p : layers.placed()) {
            int n = p.layer().coordinates(p.input());
            float bound = n == 0 ? 0f : (float) (1 / Math.sqrt(p.layer().fanIn(p.input())));
            for (int i = p.offset(); i < p.offset() + n; i++) {
                initial[i] = Formulas.initialWeight(Philox.uniform(words[i]), bound);
            }
        }
        fresh.data().setData(initial);
        begin[r].run();
    }

    @Override
    public void gradient() {
        gradients.run();
    }

    @Override
    public void evaluate(INDArray theta, INDArray input, INDArray labels, INDArray losses, INDArray right) {
        evaluations
                .computeIfAbsent(input, i -> {
                    Program program = new Program();
                    LayersPass pass = new LayersPass(program, layers, (int) input.size(0));
                    pass.forward(theta, input, null);
                    pass.judge(labels, losses, right);
                    return program;
                })
                .run();
    }

    @Override
    public void close() {
        gradients.close();
        evaluations.values().forEach(Program::close);
    }
}
