package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.imitation.Philox;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's network over a vector θ [P] that this object owns, with the few of DL4J's methods that do not read back to the
 * host.
 */
@SuppressWarnings("try") // a workspace is open or closed, never read
public final class Dl4jNetwork implements AutoCloseable {
    private static final long MOST = (1 << 28) - 1;
    private static final String WORKSPACE = "UNDERSTUDY_DL4J";
    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.05)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    static {
        // When out of memory, DL4J would write a report into the working directory, with a library that is not on the
        // class path.
        CrashReportingUtil.crashDumpsEnabled(false);
    }

    private final MultiLayerConfiguration configuration;
    private final MultiLayerNetwork network;
    private final INDArray theta; // [P]
    private final INDArray gradient; // [P], DL4J's own

    /** @throws IllegalArgumentException if it has no parameters, or too many */
    public Dl4jNetwork(MultiLayerConfiguration configuration) {
        this.configuration = configuration;
        theta = Nd4j.create(DataType.FLOAT, coordinates(configuration));
        network = new MultiLayerNetwork(configuration);
        network.init(theta, false);
        TidyBatchNormalization.replace(network.getLayers());
        network.initGradientsView();
        gradient = network.getFlattenedGradients().reshape(theta.length());
    }

    private static long coordinates(MultiLayerConfiguration configuration) {
        long sum = 0;
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            long own = layer.getLayer().initializer().numParams(layer);
            sum += own;
            if (own < 0 || own > MOST || sum > MOST) {
                throw new UnsupportedNetwork(
                        "the optimizee has too many coordinates at "
                                + layer.getLayer().getClass().getSimpleName(),
                        "at most " + MOST);
            }
        }
        if (sum == 0) {
            throw new UnsupportedNetwork("the optimizee has no coordinates", "a layer with weights");
        }
        return sum;
    }

    /** θ [P], read by every pass. */
    public INDArray theta() {
        return theta;
    }

    /** DL4J's own gradient [P], written by {@link #gradient}. */
    public INDArray rawGradient() {
        return gradient;
    }

    Layer[] layers() {
        return network.getLayers();
    }

    public Parameters parameters() {
        return Parameters.of(network);
    }

    /**
     * For arrays that outlive a caller's workspace, and for DL4J's methods that must be called outside of any
     * workspace.
     */
    public static MemoryWorkspace outside() {
        return Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
    }

    /** For arrays that live as long as a block. */
    public static MemoryWorkspace scratch() {
        return Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, WORKSPACE);
    }

    /**
     * Writes the initial θ [P] that the configuration declares, by the layers' own weight initialisation. The layers
     * draw from ND4J's generator, which is seeded for this and then restored.
     */
    public void init(INDArray to, long seed, int episode) {
        Random generator = Nd4j.getRandom();
        long root = generator.rootState();
        long node = generator.nodeState();
        generator.setSeed(Integer.toUnsignedLong(Philox.word(seed, Philox.INIT, episode, 0, 0)) << 32
                | Integer.toUnsignedLong(Philox.word(seed, Philox.INIT, episode, 0, 1)));
        try (MemoryWorkspace scratch = scratch()) {
            long from = 0;
            for (NeuralNetConfiguration layer : configuration.getConfs()) {
                long own = layer.getLayer().initializer().numParams(layer);
                if (own > 0) {
                    layer.getLayer().initializer().init(layer, to.get(NDArrayIndex.interval(from, from + own)), true);
                }
                from += own;
            }
        } finally {
            generator.setStates(root, node);
        }
    }

    /**
     * A forward and backward pass in training mode.
     *
     * @return [P], overwritten by the next pass: sums over the batch, without L1 and L2
     */
    public INDArray gradient(INDArray features, INDArray labels) {
        Pair<Gradient, INDArray> pair = network.calculateGradients(features, labels, null, null);
        if (pair.getSecond() != null) {
            pair.getSecond().close(); // the gradient by the features, which is not needed
        }
        // Otherwise a later output(), which clears all layers, would destroy them if the last one is a LossLayer.
        ((IOutputLayer) network.getOutputLayer()).setLabels(null);
        network.setLabels(null);
        return gradient;
    }

    /**
     * A forward pass in evaluation mode.
     *
     * @return [n, outputs], to be closed by the caller
     */
    public INDArray output(INDArray features) {
        return network.output(features, false);
    }

    /** Does not call DL4J's own close(), which would also destroy every workspace of this thread. */
    @Override
    public void close() {
        network.getFlattenedGradients().close();
        theta.close();
    }
}
