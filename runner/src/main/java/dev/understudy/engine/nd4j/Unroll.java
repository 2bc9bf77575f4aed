package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The imitator over T steps of N coordinates as operations of a program: forward, and backward from the loss's
 * derivative.
 */
final class Unroll {
    private final Program program;
    private final Imitator imitator;
    private final Lanes lanes;
    private final UnrollArrays arrays;
    private final int steps;
    private final boolean forced;
    private final List<UnrollLayer> layers = new ArrayList<>();
    private final FeatureOps features;
    private final HeadOps head;
    private final INDArray last; // [T+1][N], Δ_{t−1} as the head reads it
    private final INDArray scratch; // [1][N]

    /**
     * The imitator's inputs and outputs.
     *
     * @param phi [W]
     * @param gradient [T][N]
     * @param truth [T][N], read with teacher forcing; else it may be null
     * @param predicted [T][N], written
     * @param carry of N lanes: read, then overwritten
     * @param times [T] of [2][R][1], as made by {@link StepInputs#time}, if the imitator reads time; else it may be
     *     null
     */
    record Lanes(
            INDArray phi, INDArray gradient, INDArray truth, INDArray predicted, Carry carry, List<INDArray> times) {
        /** For an imitator that does not read time. */
        Lanes(INDArray phi, INDArray gradient, INDArray truth, INDArray predicted, Carry carry) {
            this(phi, gradient, truth, predicted, carry, null);
        }
    }

    /** For the forward pass only, on arrays owned by the program. */
    Unroll(Program program, Imitator imitator, boolean gateZero, Lanes lanes) {
        this(
                program,
                imitator,
                gateZero,
                lanes,
                UnrollArrays.forward(
                        program,
                        imitator,
                        (int) lanes.gradient().size(0),
                        lanes.gradient().size(1)));
    }

    /**
     * @param gateZero with teacher forcing and the gated head, reproduces the source's error: Δ_{t−1} is multiplied
     *     by gate 0
     */
    Unroll(Program program, Imitator imitator, boolean gateZero, Lanes lanes, UnrollArrays arrays) {
        this.program = program;
        this.imitator = imitator;
        this.lanes = lanes;
        this.arrays = arrays;
        steps = (int) lanes.gradient().size(0);
        forced = imitator.teacherForcing();
        for (int l = 0; l < imitator.hidden().size(); l++) {
            layers.add(new UnrollLayer(
                    program, imitator.layer(l), lanes.phi(), arrays.layers().get(l)));
        }
        last = arrays.last();
        scratch = arrays.scratch();
        UnrollLayer top = layers.isEmpty() ? null : layers.get(layers.size() - 1);
        features = new FeatureOps(program, imitator, lanes, arrays, layers);
        head = imitator.head() == Imitator.Head.GATED
                ? new GatedHead(program, lanes, arrays, top, gateZero && forced)
                : new SignalHead(program, imitator, lanes, arrays, features, top);
    }

    private static INDArray row(INDArray a, int t) {
        return Views.rows(a, t, t + 1);
    }

    /** Adds the forward pass, which reads the carry and writes it back. */
    void forward() {
        Carry carry = lanes.carry();
        int at = 0;
        for (UnrollLayer layer : layers) {
            layer.pack();
            program.copy(Views.rows(carry.h, at, at + layer.hidden), layer.h(0));
            program.copy(Views.rows(carry.c, at, at + layer.hidden), layer.c(0));
            at += layer.hidden;
        }
        head.pack();
        program.copy(carry.update, row(last, 0));
        for (int t = 0; t < steps; t++) {
            features.read(t);
            for (int l = 0; l < layers.size(); l++) {
                layers.get(l).forward(t);
                if (l + 1 < layers.size()) {
                    program.copy(layers.get(l).h(t + 1), layers.get(l + 1).input(t));
                }
            }
            head.forward(t);
            program.copy(row(forced ? lanes.truth() : lanes.predicted(), t), row(last, t + 1));
        }
        at = 0;
        for (UnrollLayer layer : layers) {
            program.copy(layer.h(steps), Views.rows(carry.h, at, at + layer.hidden));
            program.copy(layer.c(steps), Views.rows(carry.c, at, at + layer.hidden));
            at += layer.hidden;
        }
        program.copy(row(last, steps), carry.update);
    }

    /**
     * Adds the backward pass, which uses the results of {@link #forward}.
     *
     * @param slope [T][N], the loss's derivative by the predictions; overwritten by the total one
     * @param metaGradient [W], written
     */
    void backward(INDArray slope, INDArray metaGradient) {
        List<UnrollLayer.Backward> passes = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            passes.add(layers.get(l).new Backward(arrays.back().layers().get(l)));
            passes.get(l).begin();
        }
        HeadOps.Backward fromHead = head.backward();
        INDArray dh = passes.isEmpty() ? null : passes.get(passes.size() - 1).dh;
        for (int t = steps - 1; t >= 0; t--) {
            INDArray d = row(slope, t);
            INDArray through = forced || t + 1 == steps ? null : head.lastGate(t + 1);
            if (through != null) {
                program.op("multiply", row(slope, t + 1), through, scratch).op("add", d, scratch, d);
            }
            fromHead.step(t, d, dh);
            for (int l = layers.size() - 1; l >= 0; l--) {
                passes.get(l).step(t, l == 0 ? null : passes.get(l - 1).dh);
            }
        }
        for (int l = 0; l < layers.size(); l++) {
            passes.get(l).end(imitator.layer(l), metaGradient);
        }
        fromHead.end(metaGradient);
    }
}
