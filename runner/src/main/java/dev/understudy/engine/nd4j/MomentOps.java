package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The running averages of N coordinates, and the signals computed from them, as operations of a program. */
final class MomentOps {
    private final Program program;
    private final Moments moments;
    private final List<Moments.State> states;
    private final INDArray state; // [S][N]
    private final INDArray[] keep; // [S], scalars
    private final INDArray[] fresh; // [S]
    private final INDArray gain;
    private final INDArray epsilon;
    private final INDArray sumEpsilon;
    private final INDArray ownEpsilon;
    private final INDArray square; // [1][N], g²
    private final INDArray scratch; // [1][N]
    private final INDArray numerators; // [1 + firsts][N]: g, and the first moments
    private final INDArray scales; // [scales without raw, then firsts][N], arguments of the magnitudes
    private final int roots; // number of scales without raw

    /** @param state [S][N], advanced by each step; null if S is 0 */
    MomentOps(Program program, Imitator imitator, INDArray state, UnrollArrays.Averages arrays) {
        this.program = program;
        this.state = state;
        moments = imitator.moments();
        states = imitator.states();
        keep = states.stream().map(s -> program.scalar(s.rate())).toArray(INDArray[]::new);
        fresh = states.stream().map(s -> program.scalar(1 - s.rate())).toArray(INDArray[]::new);
        gain = program.scalar((float) imitator.gain());
        epsilon = program.scalar(Moments.EPSILON);
        sumEpsilon = program.scalar(Moments.SUM_EPSILON);
        ownEpsilon = program.scalar(Moments.OWN_EPSILON);
        square = arrays.square();
        scratch = arrays.scratch();
        numerators = arrays.numerators();
        roots = roots(moments);
        scales = arrays.scales();
    }

    /** The number of scales without the raw one. */
    static int roots(Moments moments) {
        return moments.scales() - (moments.raw() ? 1 : 0);
    }

    private static INDArray row(INDArray a, long k) {
        return Views.rows(a, k, k + 1);
    }

    /** Row k of the states of this sort. */
    private INDArray state(Moments.Sort sort, int k) {
        int at = 0;
        while (states.get(at).sort() != sort) {
            at++;
        }
        return row(state, at + k);
    }

    /**
     * Adds one step.
     *
     * @param g [1][N]
     * @param last [1][N], Δ_{t−1}
     * @param signals [K][N], written
     * @param magnitudes [scales without raw, then firsts][N], written; null if not read
     */
    void step(INDArray g, INDArray last, INDArray signals, INDArray magnitudes) {
        program.op("multiply", g, g, square);
        for (int k = 0; k < states.size(); k++) {
            advance(k, g, last);
        }
        int firsts = moments.first().size();
        program.copy(g, row(numerators, 0));
        for (int k = 0; k < firsts; k++) {
            corrected(state(Moments.Sort.FIRST, k), k, row(numerators, k + 1));
        }
        scales();
        int at = 0;
        if (moments.raw()) {
            program.copy(numerators, Views.rows(signals, 0, firsts + 1L));
            at = firsts + 1;
        }
        for (int s = 0; s < roots; s++) {
            for (int k = 0; k <= firsts; k++) {
                program.op("divide", row(numerators, k), row(scales, s), row(signals, at++)); // [I18]
            }
        }
        if (magnitudes != null && magnitudes.size(0) > 0) {
            for (int k = 0; k < firsts; k++) {
                program.abs(row(numerators, k + 1), row(scales, roots + k));
            }
            magnitude(program, scales, magnitudes);
        }
    }

    private void advance(int k, INDArray g, INDArray last) {
        INDArray m = row(state, k);
        switch (states.get(k).sort()) {
            case SUM -> program.op("add", m, square, m);
            case WEIGHT -> program.op("multiply", m, keep[k], m).op("add", m, fresh[k], m);
            case FIRST -> average(k, m, g);
            case SECOND, OWN_GRADIENT -> average(k, m, square);
            case OWN_UPDATE -> {
                program.op("divide", last, gain, scratch).op("multiply", scratch, scratch, scratch); // [I19]
                average(k, m, scratch);
            }
        }
    }

    /** [T2] */
    private void average(int k, INDArray m, INDArray x) {
        program.op("multiply", m, keep[k], m)
                .op("multiply", x, fresh[k], scratch)
                .op("add", m, scratch, m);
    }

    /**
     * [I15]
     *
     * @param k among the first and second moments, counted together
     */
    private void corrected(INDArray m, int k, INDArray to) {
        if (moments.corrected()) {
            program.op("divide", m, state(Moments.Sort.WEIGHT, k), to);
        } else {
            program.copy(m, to);
        }
    }

    private void scales() {
        int at = 0;
        for (int k = 0; k < moments.second().size(); k++) {
            INDArray scale = row(scales, at++);
            corrected(state(Moments.Sort.SECOND, k), moments.first().size() + k, scale);
            program.sqrt(scale, scale).op("add", scale, epsilon, scale); // [I16]
        }
        if (moments.sum()) {
            INDArray scale = row(scales, at++);
            program.sqrt(state(Moments.Sort.SUM, 0), scale).op("add", scale, sumEpsilon, scale); // [I16]
        }
        if (moments.own() > 0) {
            INDArray scale = row(scales, at);
            program.op("add", state(Moments.Sort.OWN_GRADIENT, 0), ownEpsilon, scale)
                    .sqrt(scale, scale);
            program.op("add", state(Moments.Sort.OWN_UPDATE, 0), ownEpsilon, scratch)
                    .sqrt(scratch, scratch)
                    .op("divide", scale, scratch, scale); // [I17]
        }
    }

    /**
     * [I13] By ND4J's own logarithm.
     *
     * @param x at least 0
     */
    static void magnitude(Program program, INDArray x, INDArray to) {
        program.op("maximum", x, program.scalar(1.1253517e-7f), to)
                .log(to, to)
                .op("multiply", to, program.scalar(1 / 16.0), to);
    }
}
