package dev.understudy.engine.fused;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.Population;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;

/** The meta-optimizer of an evolution: updates φ with the kernels that compute the teachers' updates of θ. */
final class FusedMetaRule implements Population.MetaRule {
    private final EvolutionSpec spec;
    private final Kernels kernels;
    private final Buffer phi; // [W]
    private final Buffer state; // [states][W]
    private final Buffer gradient; // [W]
    private final Buffer update; // [W]
    private final int[] stepsDone = new int[1];

    /** @param kernels closed with this */
    FusedMetaRule(EvolutionSpec spec, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        int weights = spec.imitator().weights();
        phi = kernels.buffer(weights);
        state = kernels.buffer(spec.metaOptimizer().states() * weights);
        gradient = kernels.buffer(weights);
        update = kernels.buffer(weights);
        kernels.fill(state, 0, state.length(), (float) spec.metaOptimizer().initialState());
    }

    @Override
    public void update(long metaStep, float[] gradient, float[] phi) {
        this.gradient.write(0, gradient);
        this.phi.write(0, phi);
        stepsDone[0] = (int) metaStep;
        kernels.teach(spec.metaOptimizer(metaStep), stepsDone, this.gradient, state, update, 0, this.phi, 1f, false);
        this.phi.read(0, phi);
    }

    @Override
    public float[] read() {
        return state.read();
    }

    @Override
    public void write(float[] state) {
        this.state.write(0, state);
    }

    @Override
    public void close() {
        kernels.close();
    }
}
