package dev.understudy.engine.nd4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The layout of a network's parameters, and those of them whose gradient from DL4J needs further work.
 *
 * @param special in the order of θ; all others need none
 * @param bounds offset of each parameter in θ, special or not, followed by P
 */
public record Parameters(List<Part> special, List<Long> bounds) {
    /**
     * A run of coordinates of θ.
     *
     * @param statistic a running mean or variance, not learned: DL4J's gradient for it is the amount to subtract
     * @param terms L1 and L2, whose gradients DL4J adds in its updater
     */
    public record Part(long from, long to, boolean statistic, List<Regularization> terms) {
        /** A view of these coordinates. */
        public INDArray of(INDArray vector) {
            return vector.get(NDArrayIndex.interval(from, to));
        }
    }

    static Parameters of(MultiLayerNetwork network) {
        List<Part> parts = new ArrayList<>();
        List<Long> bounds = new ArrayList<>();
        long from = 0;
        for (Layer layer : network.getLayers()) {
            for (Map.Entry<String, INDArray> parameter : layer.paramTable(false).entrySet()) {
                long to = from + parameter.getValue().length();
                // Parameters that an updater must not divide by the batch size are statistics.
                boolean statistic = !layer.updaterDivideByMinibatch(parameter.getKey());
                List<Regularization> terms = layer.conf().getLayer().getRegularizationByParam(parameter.getKey());
                if (statistic || terms != null && !terms.isEmpty()) {
                    parts.add(new Part(from, to, statistic, terms == null ? List.of() : List.copyOf(terms)));
                }
                bounds.add(from);
                from = to;
            }
        }
        bounds.add(from);
        return new Parameters(List.copyOf(parts), List.copyOf(bounds));
    }
}
