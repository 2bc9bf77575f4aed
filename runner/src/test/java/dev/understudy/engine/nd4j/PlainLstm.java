package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Part;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The plain form of one LSTM layer with the gated head and the relative loss, as one would first write it with ND4J: one
 * call per formula of docs/imitation.md, arrays as they come. It is the control of {@link Unroll}, for results and speed.
 */
final class PlainLstm {
    private final int hidden;
    private final INDArray phi;
    private final List<Part> parts;
    INDArray[] predicted;
    INDArray metaGradient;
    double loss;

    PlainLstm(Imitator imitator, INDArray phi) {
        hidden = imitator.hidden().get(0);
        parts = imitator.layout();
        this.phi = phi;
    }

    private INDArray part(INDArray a, int k) {
        Part part = parts.get(k);
        return a.get(NDArrayIndex.interval(part.offset(), part.offset() + part.size()))
                .reshape(part.rows(), part.columns());
    }

    private INDArray gate(INDArray z, int k) {
        return z.get(NDArrayIndex.interval((long) k * hidden, (k + 1L) * hidden));
    }

    /** From zero carry, forward and backward. @param gradient, truth T rows of [1][N] */
    void unroll(INDArray[] gradient, INDArray[] truth) {
        int steps = gradient.length;
        long n = gradient[0].length();
        INDArray wi = part(phi, 0);
        INDArray wh = part(phi, 1);
        INDArray b = part(phi, 2).add(part(phi, 3));
        INDArray[] i = new INDArray[steps];
        INDArray[] f = new INDArray[steps];
        INDArray[] g = new INDArray[steps];
        INDArray[] o = new INDArray[steps];
        INDArray[] c = new INDArray[steps + 1];
        INDArray[] h = new INDArray[steps + 1];
        INDArray[] tanh = new INDArray[steps];
        INDArray[] last = new INDArray[steps + 1];
        h[0] = Nd4j.zeros(hidden, n);
        c[0] = Nd4j.zeros(hidden, n);
        last[0] = Nd4j.zeros(1, n);
        predicted = new INDArray[steps];
        for (int t = 0; t < steps; t++) {
            INDArray z = wi.mmul(gradient[t]).addi(wh.mmul(h[t])).addiColumnVector(b); // [I2]
            i[t] = Transforms.sigmoid(gate(z, 0)); // [I4]
            f[t] = Transforms.sigmoid(gate(z, 1));
            g[t] = Transforms.tanh(gate(z, 2)); // [I3]
            o[t] = Transforms.sigmoid(gate(z, 3));
            c[t + 1] = f[t].mul(c[t]).addi(i[t].mul(g[t])); // [I5]
            tanh[t] = Transforms.tanh(c[t + 1]);
            h[t + 1] = o[t].mul(tanh[t]); // [I6]
            predicted[t] = gradient[t].mul(row(h[t + 1], 0)).addi(last[t].mul(row(h[t + 1], 1))); // [I7]
            last[t + 1] = predicted[t];
        }
        INDArray[] slope = loss(truth);
        INDArray wiBar = Nd4j.zeros(wi.shape());
        INDArray whBar = Nd4j.zeros(wh.shape());
        INDArray bBar = Nd4j.zeros(b.shape());
        INDArray through = Nd4j.zeros(1, n);
        INDArray hBar = Nd4j.zeros(hidden, n);
        INDArray cBar = Nd4j.zeros(hidden, n);
        for (int t = steps - 1; t >= 0; t--) {
            INDArray d = slope[t].add(through);
            through = d.mul(row(h[t + 1], 1));
            row(hBar, 0).addi(d.mul(gradient[t]));
            row(hBar, 1).addi(d.mul(last[t]));
            cBar.addi(hBar.mul(o[t]).muli(tanh[t].mul(tanh[t]).rsubi(1))); // [I10]
            INDArray zBar = Nd4j.vstack(
                    cBar.mul(g[t]).muli(slope(i[t])),
                    cBar.mul(c[t]).muli(slope(f[t])),
                    cBar.mul(i[t]).muli(g[t].mul(g[t]).rsubi(1)),
                    hBar.mul(tanh[t]).muli(slope(o[t]))); // [I11]
            wiBar.addi(zBar.mmul(gradient[t].transpose()));
            whBar.addi(zBar.mmul(h[t].transpose()));
            bBar.addi(zBar.sum(true, 1));
            cBar = cBar.mul(f[t]);
            hBar = wh.transpose().mmul(zBar);
        }
        metaGradient = Nd4j.zeros(phi.length());
        part(metaGradient, 0).assign(wiBar);
        part(metaGradient, 1).assign(whBar);
        part(metaGradient, 2).assign(bBar);
        part(metaGradient, 3).assign(bBar);
    }

    private static INDArray row(INDArray a, int k) {
        return a.get(NDArrayIndex.interval(k, k + 1));
    }

    /** [I8] */
    private static INDArray slope(INDArray s) {
        return s.mul(s.rsub(1));
    }

    /** [L1] */
    private INDArray[] loss(INDArray[] truth) {
        INDArray[] slope = new INDArray[truth.length];
        double sum = 0;
        for (int t = 0; t < truth.length; t++) {
            INDArray scale = truth[t].add(1e-8);
            INDArray e = truth[t].sub(predicted[t]).divi(scale);
            sum += e.mul(e).sumNumber().doubleValue();
            slope[t] = e.div(scale);
        }
        loss = Math.sqrt(sum);
        for (INDArray s : slope) {
            s.muli(-1 / loss);
        }
        return slope;
    }
}
