package dev.understudy.imitation;

/** The distance between the imitator's and the teacher's updates, which training by imitation reduces. */
public enum ImitationLoss {
    /**
     * [L1] The source's loss: 2-norm over all coordinates and steps of (truth − predicted)/(truth + 1e-8). Singular
     * near −1e-8, and dominated by tiny updates.
     */
    RELATIVE,
    /**
     * [L2] Mean over all coordinates and steps of Huber((truth − predicted)/(|truth| + floor)), floor being {@link
     * Practice#huberFloor()} times the teacher's typical update. The gradient of any one coordinate is bounded, and updates
     * far below the floor hardly count.
     */
    HUBER;

    // [L3] Order of summation: over the steps of a coordinate in time, over the coordinates in the lanes of a chunk or
    // block, over those in index order in double; docs/imitation.md lists the order of each engine.
}
