package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Part;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The imitator over T steps of N coordinates as operations of a program: forward, and backward from the loss's derivative. */
final class Unroll {
    private final Program program;
    private final Imitator imitator;
    private final Lanes lanes;
    private final int steps;
    private final boolean forced;
    private final boolean gateZero;
    private final List<UnrollLayer> layers = new ArrayList<>();
    private final UnrollLayer top;
    private final INDArray last; // [T+1][N], Δ_{t−1} as the head reads it
    private final INDArray scratch; // [1][N]

    /**
     * Arrays that the imitator reads and writes.
     *
     * @param phi [W]
     * @param gradient [T][N]
     * @param truth [T][N], read where updates are supplied; else it may be null
     * @param predicted [T][N], written
     * @param h, c [H][N], the carry: read, and written anew
     * @param update [N], Δ_{t−1} of the step before: read, and written anew
     */
    record Lanes(INDArray phi, INDArray gradient, INDArray truth, INDArray predicted, INDArray h, INDArray c, INDArray update) {
    }

    /** @param gateZero with supplied updates, the source's fault: they are multiplied by gate 0 */
    Unroll(Program program, Imitator imitator, boolean gateZero, Lanes lanes) {
        this.program = program;
        this.imitator = imitator;
        this.lanes = lanes;
        steps = (int) lanes.gradient().size(0);
        long n = lanes.gradient().size(1);
        forced = imitator.supplyTruth();
        this.gateZero = gateZero && forced;
        for (int l = 0; l < imitator.hidden().size(); l++) {
            layers.add(new UnrollLayer(program, parts(l), lanes.phi(), steps, n));
        }
        top = layers.get(layers.size() - 1);
        last = program.zeros(steps + 1, n);
        scratch = program.zeros(1, n);
    }

    private List<Part> parts(int layer) {
        return imitator.layout().subList(4 * layer, 4 * layer + 4);
    }

    private static INDArray row(INDArray a, int t) {
        return Views.rows(a, t, t + 1);
    }

    /** Adds the forward pass, from the carry to the carry. */
    void forward() {
        int at = 0;
        for (UnrollLayer layer : layers) {
            layer.pack();
            program.copy(Views.rows(lanes.h(), at, at + layer.hidden), layer.h(0));
            program.copy(Views.rows(lanes.c(), at, at + layer.hidden), layer.c(0));
            at += layer.hidden;
        }
        program.copy(lanes.update().reshape(1, scratch.length()), row(last, 0));
        for (int t = 0; t < steps; t++) {
            program.copy(row(lanes.gradient(), t), layers.get(0).input(t)); // [I1]
            for (int l = 0; l < layers.size(); l++) {
                layers.get(l).forward(t);
                if (l + 1 < layers.size()) {
                    program.copy(layers.get(l).h(t + 1), layers.get(l + 1).input(t));
                }
            }
            INDArray predicted = row(lanes.predicted(), t);
            program.op("multiply", row(lanes.gradient(), t), top.h(t + 1, 0), predicted); // [I7]
            program.op("multiply", row(last, t), top.h(t + 1, gateZero ? 0 : 1), scratch).op("add", predicted, scratch, predicted);
            program.copy(forced ? row(lanes.truth(), t) : predicted, row(last, t + 1));
        }
        at = 0;
        for (UnrollLayer layer : layers) {
            program.copy(layer.h(steps), Views.rows(lanes.h(), at, at + layer.hidden));
            program.copy(layer.c(steps), Views.rows(lanes.c(), at, at + layer.hidden));
            at += layer.hidden;
        }
        program.copy(row(last, steps), lanes.update().reshape(1, scratch.length()));
    }

    /**
     * Adds the backward pass through what {@link #forward} left.
     *
     * @param slope [T][N], the loss's derivative by the predictions; overwritten by the total one
     * @param metaGradient [W], written
     */
    void backward(INDArray slope, INDArray metaGradient) {
        List<UnrollLayer.Backward> passes = new ArrayList<>();
        for (UnrollLayer layer : layers) {
            passes.add(layer.new Backward());
            passes.get(passes.size() - 1).begin();
        }
        INDArray dh = passes.get(passes.size() - 1).dh;
        INDArray dh0 = Views.rows(dh, 0, 1);
        INDArray dh1 = Views.rows(dh, gateZero ? 0 : 1, gateZero ? 1 : 2);
        for (int t = steps - 1; t >= 0; t--) {
            INDArray d = row(slope, t);
            if (!forced && t + 1 < steps) {
                program.op("multiply", row(slope, t + 1), top.h(t + 2, 1), scratch).op("add", d, scratch, d);
            }
            program.op("multiply", d, row(lanes.gradient(), t), scratch).op("add", dh0, scratch, dh0);
            program.op("multiply", d, row(last, t), scratch).op("add", dh1, scratch, dh1);
            for (int l = layers.size() - 1; l >= 0; l--) {
                passes.get(l).step(t, l == 0 ? null : passes.get(l - 1).dh);
            }
        }
        for (int l = 0; l < layers.size(); l++) {
            passes.get(l).end(parts(l), metaGradient);
        }
    }
}
