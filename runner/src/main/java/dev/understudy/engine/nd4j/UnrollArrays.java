package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Imitator.Part;
import dev.understudy.imitation.Moments;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The imitator's intermediate arrays for T steps of N coordinates: made for an {@link Unroll}, or only counted. H is a
 * layer's cells, I its inputs, G the head's gates.
 *
 * @param last [T+1][N], Δ_{t−1} as the head reads it
 * @param scratch [1][N], as headScratch
 * @param alone [T][K][N], the signals if no layer reads them; else null
 * @param magnitude [1][N], if a layer reads LOG_SIGN or LOG_GRADIENT; else null
 * @param averages if the features are moments; else null
 * @param ones [1][N], if there are no layers and the head is not gated; else null
 * @param gates [T][G][N], [1][G][N] without layers; null for the gated head
 * @param driven [T][N], the exponential head's scaled sum of signals; else null
 * @param back null without a backward pass
 */
record UnrollArrays(
        INDArray last,
        INDArray scratch,
        List<Layer> layers,
        INDArray alone,
        INDArray magnitude,
        Averages averages,
        INDArray headScratch,
        INDArray ones,
        INDArray gates,
        INDArray driven,
        Back back) {

    static UnrollArrays forward(ArrayMaker make, Imitator imitator, int steps, long n) {
        return of(make, imitator, steps, n, false);
    }

    static UnrollArrays forwardAndBack(ArrayMaker make, Imitator imitator, int steps, long n) {
        return of(make, imitator, steps, n, true);
    }

    private static UnrollArrays of(ArrayMaker make, Imitator imitator, int steps, long n, boolean goesBack) {
        Features features = imitator.features();
        boolean layers = !imitator.hidden().isEmpty();
        boolean gated = imitator.head() == Head.GATED;
        boolean ofGradient = features == Features.GRADIENT || features == Features.LOG_GRADIENT;
        boolean logs = features == Features.LOG_SIGN || features == Features.LOG_GRADIENT;
        int signals = features == Features.MOMENTS ? imitator.moments().signals() : 1;
        return new UnrollArrays(
                make.zeros(steps + 1, n),
                make.zeros(1, n),
                parts(imitator).map(parts -> Layer.of(make, parts, steps, n)).toList(),
                layers || ofGradient ? null : make.zeros(steps, signals, n),
                layers && logs ? make.zeros(1, n) : null,
                features == Features.MOMENTS ? Averages.of(make, imitator.moments(), n) : null,
                make.zeros(1, n),
                gated || layers ? null : make.zeros(1, n),
                gated ? null : make.zeros(layers ? steps : 1, imitator.gates(), n),
                imitator.head() == Head.EXPONENTIAL ? make.zeros(steps, n) : null,
                goesBack ? Back.of(make, imitator, n) : null);
    }

    private static Stream<List<Part>> parts(Imitator imitator) {
        return IntStream.range(0, imitator.hidden().size()).mapToObj(imitator::layer);
    }

    /**
     * Arrays of one layer.
     *
     * @param blocks [T+1][I+H+1][N]
     * @param gates [T][4H][N], i, f, g, o
     * @param cells [T+1][H][N]; the first is the carry
     * @param tanhs [T][H][N], tanh(c_t)
     * @param scratch [H][N]
     */
    record Layer(INDArray blocks, INDArray gates, INDArray cells, INDArray tanhs, INDArray scratch) {
        private static Layer of(ArrayMaker make, List<Part> parts, int steps, long n) {
            int hidden = UnrollLayer.hidden(parts);
            return new Layer(
                    make.zeros(steps + 1, UnrollLayer.inputs(parts) + hidden + 1, n),
                    make.zeros(steps, 4L * hidden, n),
                    make.zeros(steps + 1, hidden, n),
                    make.zeros(steps, hidden, n),
                    make.zeros(hidden, n));
        }
    }

    /**
     * Arrays of the running averages.
     *
     * @param square [1][N], g²
     * @param scratch [1][N]
     * @param numerators [1 + firsts][N]: g, and the first moments
     * @param scales [scales without raw, then firsts][N], arguments of the magnitudes
     */
    record Averages(INDArray square, INDArray scratch, INDArray numerators, INDArray scales) {
        private static Averages of(ArrayMaker make, Moments moments, long n) {
            int firsts = moments.first().size();
            return new Averages(
                    make.zeros(1, n),
                    make.zeros(1, n),
                    make.zeros(1 + firsts, n),
                    make.zeros(Math.max(1, MomentOps.roots(moments) + firsts), n));
        }
    }

    /**
     * Arrays of the backward pass.
     *
     * @param gates [G][N], derivative by the head's gates; null for the gated head
     * @param through [H][N], to the last layer's h; null for the gated head and without layers
     */
    record Back(List<LayerBack> layers, INDArray gates, INDArray through) {
        private static Back of(ArrayMaker make, Imitator imitator, long n) {
            boolean gated = imitator.head() == Head.GATED;
            return new Back(
                    parts(imitator).map(parts -> LayerBack.of(make, parts, n)).toList(),
                    gated ? null : make.zeros(imitator.gates(), n),
                    gated || imitator.hidden().isEmpty() ? null : make.zeros(imitator.top(), n));
        }
    }

    /**
     * One layer's arrays of the backward pass.
     *
     * @param dh [H][N], gradient by h_t; dc, slope and ig of the same shape
     * @param dz [4H][N]
     * @param dx [I][N]
     */
    record LayerBack(INDArray dh, INDArray dc, INDArray slope, INDArray ig, INDArray dz, INDArray dx) {
        private static LayerBack of(ArrayMaker make, List<Part> parts, long n) {
            int hidden = UnrollLayer.hidden(parts);
            return new LayerBack(
                    make.zeros(hidden, n),
                    make.zeros(hidden, n),
                    make.zeros(hidden, n),
                    make.zeros(hidden, n),
                    make.zeros(4L * hidden, n),
                    make.zeros(UnrollLayer.inputs(parts), n));
        }
    }
}
