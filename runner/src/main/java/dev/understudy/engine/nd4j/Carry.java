package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The imitator's state from step to step for N coordinates. All parts are rows of one array, so that one operation
 * clears it.
 */
final class Carry {
    final INDArray all; // [2H+1+S][N]
    final INDArray h; // [H][N], layers bottom up; null without layers
    final INDArray c; // [H][N]; null without layers
    final INDArray update; // [1][N], Δ̂_{t−1}
    final INDArray moments; // [S][N]; null without moments

    /** @param all [{@link #rows}][N] */
    Carry(Imitator imitator, INDArray all) {
        this.all = all;
        long hidden = imitator.carried();
        h = hidden == 0 ? null : Views.rows(all, 0, hidden);
        c = hidden == 0 ? null : Views.rows(all, hidden, 2 * hidden);
        update = Views.rows(all, 2 * hidden, 2 * hidden + 1);
        moments = imitator.states().isEmpty() ? null : Views.rows(all, 2 * hidden + 1, rows(imitator));
    }

    /** A new carry of zeros. */
    static Carry empty(ArrayMaker owner, Imitator imitator, long lanes) {
        return new Carry(imitator, owner.zeros(rows(imitator), lanes));
    }

    /** 2H+1+S: h and c of every layer, Δ̂_{t−1}, and the moments. */
    static int rows(Imitator imitator) {
        return 2 * imitator.carried() + 1 + imitator.states().size();
    }
}
