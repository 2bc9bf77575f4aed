package dev.understudy.engine.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A kind of optimizee: from it follow the sizes of its dropout masks, and then the network on its arrays. */
interface Blueprint {
    /** P. */
    int coordinates();

    /** Runs of coordinates, from … to − 1, that are no weights but statistics which the network keeps itself; nobody decays or drives them. */
    default List<long[]> statistics() {
        return List.of();
    }

    /** Where each tensor of weights begins in θ, in order; and P behind them. */
    List<Long> tensors();

    /** A new [1][P] with one value for every weight and another for every statistic. */
    default INDArray values(Program owner, double weight, double statistic) {
        INDArray values = owner.zeros(1, coordinates()).addi(weight);
        statistics().forEach(run -> Views.columns(values, run[0], run[1]).assign(statistic));
        return values;
    }

    /** Every place where units are dropped, in order. */
    List<Mask> masks();

    /** The network at work on these arrays. */
    RunningOptimizee on(Place place);

    /**
     * Dropout masks of one place, drawn from Philox stream {@code stream} with index = unit + draws · place in the batch.
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

    /** An optimizee at work. Nothing that it does comes back to the host. */
    interface RunningOptimizee extends AutoCloseable {
        /** Initial θ of one replica's episode, to row {@code r} of its place's θ: a function of seed and episode alone. */
        void init(long seed, int r, int episode);

        /** Gradients and losses of all replicas on the batch that now lies in its place, training mode. */
        void gradient();

        /**
         * Evaluation mode: no dropout.
         *
         * @param theta [P]
         * @param input [n][size of a sample]
         * @param labels [n][classes], one-hot
         * @param losses [n], written: each sample's loss
         * @param right [n], written: 1 where the sample is classified rightly, else 0
         */
        void evaluate(INDArray theta, INDArray input, INDArray labels, INDArray losses, INDArray right);

        @Override
        void close();
    }
}
