package dev.understudy.engine.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kind of optimizee for engine nd4j: first it gives the sizes of its dropout masks, then it makes a network that
 * works on given arrays.
 */
interface Blueprint {
    /** The number of coordinates, P. */
    int coordinates();

    /**
     * Runs of coordinates, from … to − 1, that are statistics which the network updates itself, not weights. Weight
     * decay and updates leave them alone.
     */
    default List<long[]> statistics() {
        return List.of();
    }

    /** Offset of each weight tensor in θ, in order, followed by P. */
    List<Long> tensors();

    /** A new [1][P] with {@code weight} for every weight and {@code statistic} for every statistic. */
    default INDArray values(Program owner, double weight, double statistic) {
        INDArray values = owner.zeros(1, coordinates()).addi(weight);
        statistics().forEach(run -> Views.columns(values, run[0], run[1]).assign(statistic));
        return values;
    }

    /** The dropout masks that the network uses, in order. */
    List<Mask> masks();

    /** Makes the network that works on these arrays. */
    RunningOptimizee on(Place place);

    /**
     * Dropout masks of one layer, drawn from Philox stream {@code stream} with index = unit + draws · position in the
     * batch.
     *
     * @param draws per sample
     * @param rate of dropped units; a kept one is multiplied by 1/(1 − rate) [O4]
     */
    record Mask(int stream, int draws, double rate) {}

    /**
     * Arrays that a network reads and writes, row-major and without gaps. R replicas, P coordinates, B samples per batch.
     *
     * @param theta [R][P], read
     * @param gradient [R][P], written
     * @param loss [R], written: means over the batch, training mode
     * @param input [R][B][size of a sample], normalised
     * @param labels [R][B][classes], one-hot
     * @param masks one per {@link Blueprint#masks()}, [R][B][draws]; 0 or 1/(1 − rate)
     */
    record Place(
            INDArray theta, INDArray gradient, INDArray loss, INDArray input, INDArray labels, List<INDArray> masks) {
        int replicas() {
            return (int) theta.size(0);
        }

        int batch() {
            return (int) input.size(1);
        }
    }

    /** An optimizee working on its arrays. Results stay in ND4J's memory; none is copied to the host. */
    interface RunningOptimizee extends AutoCloseable {
        /**
         * Writes the initial θ of one replica's episode to row {@code r} of θ. It depends on seed and episode alone.
         */
        void init(long seed, int r, int episode);

        /** Computes gradients and losses of all replicas on the current batch, in training mode. */
        void gradient();

        /**
         * Evaluates θ without dropout.
         *
         * @param theta [P]
         * @param input [n][size of a sample]
         * @param labels [n][classes], one-hot
         * @param losses [n], written: each sample's loss
         * @param right [n], written: 1 if the sample is classified correctly, else 0
         */
        void evaluate(INDArray theta, INDArray input, INDArray labels, INDArray losses, INDArray right);

        @Override
        void close();
    }
}
