package dev.understudy.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One step of the imitator over a part of a block of parameters, on the host or on a GPU. */
interface BlockStep {
    /**
     * Replaces the gradients in columns from … to − 1 by −Δ̂, and the carry in the same columns by that of the next
     * step.
     *
     * @param gradients [1][P]
     * @param carries [2H+1+S][P]: all h, then all c, layers bottom up, then Δ̂_{t−1}, then the moments in the order
     *     of {@link dev.understudy.imitation.Imitator#states()}
     * @param done steps before this one
     */
    void run(INDArray gradients, INDArray carries, long from, long to, int done);
}
