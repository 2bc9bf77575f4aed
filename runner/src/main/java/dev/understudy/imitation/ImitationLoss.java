package dev.understudy.imitation;

/** The distance between the predicted and the teacher's updates that φ is trained to reduce. */
public enum ImitationLoss {
    /**
     * [L1] The source's: 2-norm over all coordinates and steps of (truth − predicted)/(truth + 1e-8). Singular near
     * −1e-8 and ruled by tiny updates.
     */
    RELATIVE,
    /**
     * [L2] Mean over all coordinates and steps of Huber((truth − predicted)/(|truth| + floor)), floor being
     * {@link Practice#floor()} of the teacher's typical update: bounded pull from any one coordinate, and no weight on dust.
     */
    HUBER;

    // [L3] Order of summation: over the steps of a coordinate in time, over the coordinates in the lanes of a chunk or
    // block, over those in index order in double; docs/imitation.md has each engine's.
}
