package dev.understudy.dl4j;

import dev.understudy.engine.fused.kernel.HostStep;
import dev.understudy.engine.nd4j.ImitatorStep;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the imitator on one block of a network's parameters. Its state is DL4J's array, read and overwritten at each
 * step; nothing else is kept. Coordinate k of the state belongs to element k of the gradient in row-major order,
 * whatever the gradient's order or strides in memory. On the host the kernels of the fused engine compute; on a GPU
 * ND4J's own operations do, so that nothing is copied to the host.
 *
 * <p>Working arrays are kept between steps, for at most {@value #TILE} coordinates; larger blocks are processed in
 * tiles, so that these arrays take no more memory than the state. DL4J has no call that ends an updater; the garbage
 * collector frees them.
 */
final class ImitatorGradientUpdater implements GradientUpdater<ImitatorUpdater> {
    /** The state's name, for callers that store it by name, such as SameDiff. */
    static final String STATE = "CARRY";

    private static final int TILE = 1 << 16;
    private static final Logger LOG = LoggerFactory.getLogger(ImitatorUpdater.class);

    private final ImitatorUpdater config;
    private final boolean onHost;
    private final int carried; // 2H+1+S
    private INDArray view; // as given by DL4J, [(2H+1+S)·P]
    private INDArray state; // [2H+1+S][P], the same numbers
    private BlockStep step; // made at the first gradient
    private long width; // coordinates of a tile
    private boolean begun;

    ImitatorGradientUpdater(ImitatorUpdater config) {
        this(config, Nd4j.getEnvironment().isCPU());
    }

    /** @param onHost whether arrays are in host memory */
    ImitatorGradientUpdater(ImitatorUpdater config, boolean onHost) {
        this.config = config;
        this.onHost = onHost;
        carried = HostStep.carried(config.imitator());
    }

    @Override
    public ImitatorUpdater getConfig() {
        return config;
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {
        if (!stateMap.keySet().equals(Set.of(STATE))) {
            throw new IllegalArgumentException("updater state has the keys " + stateMap.keySet() + "; expected ["
                    + STATE + "], as ImitatorUpdater keeps it");
        }
        setStateViewArray(stateMap.get(STATE), null, 'c', initialize);
    }

    @Override
    public Map<String, INDArray> getState() {
        return Map.of(STATE, view);
    }

    /** @param gradientShape, gradientOrder not read: each gradient has its own */
    @Override
    public void setStateViewArray(INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
        if (viewArray == null || viewArray.length() == 0 || viewArray.length() % carried != 0) {
            throw new IllegalArgumentException("updater state has " + (viewArray == null ? 0 : viewArray.length())
                    + " numbers; expected a multiple of " + carried + ", which " + config
                    + " keeps for each parameter");
        }
        if (initialize) {
            viewArray.assign(0);
        }
        view = viewArray;
        state = viewArray.reshape('c', true, carried, viewArray.length() / carried);
        step = null;
        begun = false;
    }

    /**
     * Replaces the gradient by −Δ̂, which DL4J subtracts.
     *
     * @throws IllegalStateException if the numbers of coordinates of gradient and state differ
     */
    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        long n = gradient.length();
        if (state == null || state.size(1) != n) {
            throw new IllegalStateException("the gradient has " + n + " coordinates, the updater state is for "
                    + (state == null ? 0 : state.size(1)) + "; was it saved with another network?");
        }
        if (!begun) {
            begin(iteration);
        }
        INDArray inPlace = Shape.newShapeNoCopy(gradient, new long[] {1, n}, false);
        INDArray row = inPlace != null ? inPlace : gradient.dup('c').reshape('c', 1, n);
        for (long from = 0; from < n; from += width) {
            step.run(row, state, from, Math.min(n, from + width), iteration);
        }
        // After the step: the state stays in the units of the training, so that a schedule does not change it.
        double factor = config.factor(iteration, epoch);
        if (factor != 1) {
            row.muli(factor);
        }
        if (inPlace == null) {
            gradient.assign(row.reshape('c', gradient.shape()));
        }
    }

    private void begin(int iteration) {
        begun = true;
        if (iteration > 0 && state.amaxNumber().doubleValue() == 0) {
            LOG.warn(
                    "ImitatorUpdater begins with an empty carry at iteration {}: the network was saved or loaded without its updater state, "
                            + "or trained by another updater",
                    iteration);
        }
        long n = state.size(1);
        long tiles = (n + TILE - 1) / TILE;
        width = (n + tiles - 1) / tiles;
        step = onHost
                ? new HostBlockStep(config.imitator(), config.phi(), width, config.horizon())
                : new ImitatorStep(config.imitator(), config.phi(), width, config.horizon())::run;
    }
}
