package dev.understudy.engine;

import dev.understudy.engine.Snapshot.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A meta-training by evolution, over particles that may be computed here or elsewhere. A snapshot has φ, the state of its
 * meta-optimizer, the running average, the best φ so far and the particles' tensors; episodes, perturbations and their
 * sums follow from the seed and the meta-step.
 */
public final class EvolutionTraining implements MetaTraining {
    private final EvolutionSpec spec;
    private final List<PairedTask> tasks = new ArrayList<>();
    private final Validation validation; // null without validation
    private final Population.MetaRule rule;
    private final BestPhi best;
    private final float[] phi; // [W]
    private final double[] gradient; // [W]
    private final float[] clipped; // [W]
    private final MetaLosses losses = new MetaLosses();
    private final List<Validated> validated = new ArrayList<>(); // since the last call of validated()
    private long metaStep;

    /**
     * @param phi [W], the first φ
     * @param particles those of all pairs of each task; closed with this
     * @param validation one for each task of the validation, of {@link EvolutionSpec#VALIDATED} particles; closed with
     *     this
     * @param rule closed with this
     */
    public EvolutionTraining(
            EvolutionSpec spec,
            float[] phi,
            List<? extends Particles> particles,
            List<Population> validation,
            Population.MetaRule rule) {
        this.spec = spec;
        spec.imitator().checkWeights(phi);
        this.phi = phi.clone();
        this.rule = rule;
        for (int k = 0; k < particles.size(); k++) {
            tasks.add(new PairedTask(spec, k, particles.get(k)));
        }
        this.validation = validation.isEmpty() ? null : new Validation(spec, validation);
        best = new BestPhi(phi, spec.evolution().average());
        gradient = new double[phi.length];
        clipped = new float[phi.length];
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    @Override
    public void run(int metaSteps) {
        for (int i = 0; i < metaSteps; i++) {
            if (metaStep == 0) {
                judge(); // the first φ may be better than all later ones
            }
            step();
            metaStep++;
            if (spec.evolution().validateEvery() > 0
                    && metaStep % spec.evolution().validateEvery() == 0) {
                judge();
            }
        }
    }

    private void judge() {
        if (validation != null) {
            validated.add(new Validated(metaStep, best.judge(validation::of)));
        }
    }

    private void step() {
        double share = spec.evolution().imitation().at(metaStep);
        boolean compared = spec.evolution().imitation().lasts(metaStep);
        Arrays.fill(gradient, 0);
        double counted = 0;
        double first = 0;
        double last = 0;
        for (PairedTask task : tasks) {
            task.start(phi, compared);
        }
        for (PairedTask task : tasks) {
            PairedTask.Window window = task.end(share, gradient, 1.0 / tasks.size());
            counted += window.counted() / tasks.size();
            first += window.first() / tasks.size();
            last += window.last() / tasks.size();
        }
        clip();
        rule.update(metaStep, clipped, phi);
        best.average(phi);
        losses.add(metaStep, (float) counted, (float) first, (float) last);
    }

    /** The meta-gradient in float32, shortened to the largest norm if it is longer. */
    private void clip() {
        double square = 0;
        for (double g : gradient) {
            square += g * g;
        }
        double norm = Math.sqrt(square);
        double factor = spec.clip() > 0 && norm > spec.clip() ? spec.clip() / norm : 1;
        for (int w = 0; w < clipped.length; w++) {
            clipped[w] = (float) (gradient[w] * factor);
        }
    }

    @Override
    public Losses losses() {
        return losses.take(metaStep);
    }

    @Override
    public List<Validated> validated() {
        List<Validated> since = List.copyOf(validated);
        validated.clear();
        return since;
    }

    /** Returns null: an evolution predicts no unroll. */
    @Override
    public Diagnostics diagnostics() {
        return null;
    }

    /** The φ with the best validation; without validation the running average, which is φ itself at rate 0. */
    @Override
    public float[] phi() {
        return validation != null ? best.phi() : best.averaged();
    }

    @Override
    public Snapshot snapshot() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        own().forEach((name, data) -> tensors.put(name, row(data.clone())));
        for (int k = 0; k < tasks.size(); k++) {
            String prefix = prefix(k);
            tasks.get(k).particles.read().forEach((name, data) -> tensors.put(prefix + name, row(data)));
        }
        return new Snapshot(metaStep, tensors);
    }

    /** The tensors other than the particles'. */
    private Map<String, float[]> own() {
        Map<String, float[]> own = new LinkedHashMap<>();
        own.put(Snapshot.PHI, phi);
        own.put("metaOptimizer", rule.read());
        own.put("average", best.averaged());
        own.put("best", best.phi());
        own.put("best.value", best.value());
        own.values().removeIf(data -> data.length == 0); // such as the state of a rule without one
        return own;
    }

    private static String prefix(int task) {
        return Snapshot.PARTICLES + task + ".";
    }

    private static Tensor row(float[] data) {
        return new Tensor(new int[] {data.length}, data);
    }

    @Override
    public Set<String> tensors() {
        return shapes().keySet();
    }

    private Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        own().forEach((name, data) -> shapes.put(name, new int[] {data.length}));
        for (int k = 0; k < tasks.size(); k++) {
            String prefix = prefix(k);
            tasks.get(k).particles.lengths().forEach((name, length) -> shapes.put(prefix + name, new int[] {length}));
        }
        return shapes;
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(shapes());
        Map<String, Tensor> tensors = snapshot.tensors();
        System.arraycopy(tensors.get(Snapshot.PHI).data(), 0, phi, 0, phi.length);
        if (tensors.containsKey("metaOptimizer")) {
            rule.write(tensors.get("metaOptimizer").data());
        }
        best.restore(
                tensors.get("average").data(),
                tensors.get("best").data(),
                tensors.get("best.value").data());
        metaStep = snapshot.metaStep();
        losses.skipTo(metaStep);
        for (int k = 0; k < tasks.size(); k++) {
            Map<String, float[]> particles = new LinkedHashMap<>();
            for (String name : tasks.get(k).particles.lengths().keySet()) {
                particles.put(name, tensors.get(prefix(k) + name).data());
            }
            tasks.get(k).restore(metaStep, particles);
        }
    }

    @Override
    public void close() {
        try (rule) {
            List<Runnable> all = new ArrayList<>();
            tasks.forEach(task -> all.add(task.particles::close));
            if (validation != null) {
                validation.populations().forEach(population -> all.add(population::close));
            }
            Closing.all(all);
        }
    }
}
