package dev.understudy.loops;

import dev.understudy.config.Config;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.run.TypedArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is random in the {@link ClosedLoops}, as the program draws it: initial θ and φ, the samples of every batch and the
 * dropout masks. With them and the configs, another program can compute the same rollouts without a generator of its
 * own.
 */
final class Draws {
    private final Map<String, TypedArray> tensors = new LinkedHashMap<>();

    private Draws() {}

    static Map<String, TypedArray> ofAll() {
        Draws draws = new Draws();
        for (String trial : ClosedLoops.TRIALS) {
            Config config = ClosedLoops.config(trial);
            float[] phi = config.imitator().network().initialWeights(config.seed());
            draws.tensors.put(trial + ".phi", TypedArray.of(new int[] {phi.length}, phi));
            draws.of(trial, trial.substring(0, trial.lastIndexOf('-')), config);
        }
        return draws.tensors;
    }

    /** Trials of one task, which the data are part of, share the test set, and the rollouts of equal seeds. */
    private void of(String trial, String task, Config config) {
        DataSet data = DataSets.load(task, null);
        Optimizee.Layers network =
                config.optimizee().layers(data.train().shape(), data.train().classes());
        if (!tensors.containsKey(task + ".test.label")) {
            Batches test = new Batches(data.test(), network);
            for (int i = 0; i < data.test().count(); i++) {
                test.add(i);
            }
            test.put(task + ".test", tensors);
        }
        int batch = config.optimizee().batch();
        for (long seed : config.evaluation().seeds()) {
            Place loop = new Place(seed, 0, 0, config.evaluation().steps(), true);
            places(task + "." + seed, List.of(loop), data, network, batch);
        }
        places(trial + ".training", training(config), data, network, batch);
    }

    /** Steps {@code first} to {@code first + steps} of an episode. @param begins whether it starts from fresh θ here */
    private record Place(long seed, int episode, int first, int steps, boolean begins) {}

    /** Meta-step by meta-step, and within each, replica by replica. */
    private static List<Place> training(Config config) {
        var t = config.training();
        int unrolls = t.episode() / t.unroll();
        EpisodeSchedule schedule = new EpisodeSchedule(t.replicas(), unrolls, unrolls, t.unroll());
        List<Place> places = new ArrayList<>();
        for (long metaStep = 0; metaStep < t.metaSteps(); metaStep++) {
            for (int r = 0; r < t.replicas(); r++) {
                boolean begins = schedule.begins(r, metaStep);
                int first = begins ? 0 : schedule.stepsBefore(r, metaStep);
                places.add(new Place(config.seed(), schedule.episode(r, metaStep), first, t.unroll(), begins));
            }
        }
        return places;
    }

    private void places(String name, List<Place> places, DataSet data, Optimizee.Layers network, int batch) {
        Batches batches = new Batches(data.train(), network);
        List<float[]> theta = new ArrayList<>();
        byte[] begins = new byte[places.size()];
        for (int i = 0; i < begins.length; i++) {
            Place place = places.get(i);
            if (place.begins) {
                begins[i] = 1;
                theta.add(initial(network, place.seed, place.episode));
            }
            for (int step = place.first; step < place.first + place.steps; step++) {
                for (int b = 0; b < batch; b++) {
                    int word = Philox.word(place.seed, Philox.BATCH, place.episode, step, b);
                    batches.add(Philox.below(data.train().count(), word));
                    batches.mask(place.seed, place.episode, step, b);
                }
            }
        }
        float[] all = new float[theta.size() * network.coordinates()];
        for (int i = 0; i < theta.size(); i++) {
            System.arraycopy(theta.get(i), 0, all, i * network.coordinates(), network.coordinates());
        }
        tensors.put(name + ".begins", TypedArray.of(new int[] {begins.length}, begins));
        tensors.put(name + ".theta", TypedArray.of(new int[] {theta.size(), network.coordinates()}, all));
        batches.put(name, tensors);
    }

    private static float[] initial(Optimizee.Layers network, long seed, int episode) {
        float[] theta = new float[network.coordinates()];
        for (Optimizee.Placed placed : network.placed()) {
            Layer layer = placed.layer();
            float bound = (float) (1 / Math.sqrt(Math.max(1, layer.fanIn(placed.input()))));
            for (int i = placed.offset(); i < placed.offset() + layer.coordinates(placed.input()); i++) {
                theta[i] = Formulas.initialWeight(
                        Philox.uniform(Philox.word(seed, Philox.INIT, episode, 0, i)), bound); // [O2]
            }
        }
        return theta;
    }
}
