package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The teachers' rules [T1]–[T7] as ND4J operations on R rows of n coordinates each, for θ and for φ. Values that change
 * from step to step are {@link Teacher#COEFFICIENTS} numbers per row, which the host computes and uploads.
 */
final class TeacherProgram implements Teacher.Cases<INDArray> {
    private final Program program;
    private final INDArray g;
    private final INDArray u;
    private final INDArray factor; // [R][1]
    private final INDArray second; // [R][1]
    private final INDArray third; // [R][1]
    private final INDArray scratch; // [R][n]; null for a rule without state
    private final INDArray another; // the same
    private final List<INDArray> s = new ArrayList<>(); // [R][n] each

    /**
     * @param gradient [R][n]
     * @param state [states·R][n]
     * @param update [R][n], written: u
     * @param scratch as made by {@link #scratch}
     * @param coefficients [R][COEFFICIENTS]
     */
    TeacherProgram(
            Program program,
            Teacher rule,
            INDArray gradient,
            INDArray state,
            INDArray update,
            INDArray scratch,
            INDArray coefficients) {
        this.program = program;
        g = gradient;
        u = update;
        long rows = gradient.size(0);
        factor = Views.columns(coefficients, 0, 1);
        second = Views.columns(coefficients, 1, 2);
        third = Views.columns(coefficients, 2, 3);
        this.scratch = scratch == null ? null : Views.rows(scratch, 0, rows);
        another = scratch == null ? null : Views.rows(scratch, rows, 2 * rows);
        for (int k = 0; k < rule.states(); k++) {
            s.add(Views.rows(state, k * rows, (k + 1) * rows));
        }
        add(rule);
    }

    /** [2·R][n], of which some rules need only half; null for a rule without state. */
    static INDArray scratch(ArrayMaker make, Teacher rule, long rows, long n) {
        return rule.states() == 0 ? null : make.zeros(2 * rows, n);
    }

    /**
     * The row's coefficients at step t, the first negated, so that it has the sign of an update.
     *
     * @param t counts from 1
     */
    static void coefficients(Teacher rule, int t, float[] to, int at) {
        rule.coefficients(t, to, at);
        to[at] = -to[at];
    }

    private void add(Teacher rule) {
        program.op("multiply", rule.choose(this), factor, u);
    }

    /** [T1] */
    @Override
    public INDArray sgd(Teacher.Sgd sgd) {
        if (sgd.momentum() == 0) {
            return g;
        }
        INDArray b = s.get(0);
        program.op("multiply", b, program.scalar(sgd.momentum()), b)
                .op("multiply", g, second, scratch)
                .op("add", b, scratch, b);
        if (!sgd.nesterov()) {
            return b;
        }
        program.op("multiply", b, program.scalar(sgd.momentum()), scratch).op("add", g, scratch, scratch);
        return scratch;
    }

    /** [T3] */
    @Override
    public INDArray adam(Teacher.Adam rule) {
        average(s.get(0), g, rule.beta1());
        averageSquare(s.get(1), g, rule.beta2());
        return overCorrectedRoot(s.get(0), rule.epsilon());
    }

    /** [T4] */
    @Override
    public INDArray adadelta(Teacher.Adadelta rule) {
        INDArray root = another;
        INDArray epsilon = program.scalar(rule.epsilon());
        averageSquare(s.get(0), g, rule.rho());
        program.op("add", s.get(0), epsilon, scratch).sqrt(scratch, scratch);
        program.op("add", s.get(1), epsilon, root).sqrt(root, root);
        program.op("divide", root, scratch, root).op("multiply", root, g, root);
        averageSquare(s.get(1), root, rule.rho());
        return root;
    }

    /** [T5] */
    @Override
    public INDArray rmsProp(Teacher.RmsProp rule) {
        averageSquare(s.get(0), g, rule.alpha());
        INDArray direction;
        if (rule.centered()) {
            INDArray mean = s.get(1);
            INDArray variance = another;
            average(mean, g, rule.alpha());
            program.op("multiply", mean, mean, scratch)
                    .op("subtract", s.get(0), scratch, variance)
                    .relu(variance, variance);
            direction = overRoot(variance, rule.epsilon());
        } else {
            direction = overRoot(s.get(0), rule.epsilon());
        }
        if (rule.momentum() == 0) {
            return direction;
        }
        INDArray b = s.get(rule.states() - 1);
        program.op("multiply", b, program.scalar(rule.momentum()), b).op("add", b, direction, b);
        return b;
    }

    /** [T6] */
    @Override
    public INDArray adaGrad(Teacher.AdaGrad rule) {
        program.op("multiply", g, g, scratch).op("add", s.get(0), scratch, s.get(0));
        return overRoot(s.get(0), rule.epsilon());
    }

    /** [T7] */
    @Override
    public INDArray nAdam(Teacher.NAdam rule) {
        average(s.get(0), g, rule.beta1());
        averageSquare(s.get(1), g, rule.beta2());
        program.op("multiply", s.get(0), third, another).op("add", g, another, another);
        return overCorrectedRoot(another, rule.epsilon());
    }

    /** scratch = m/(√v/√(1 − β₂ᵗ) + ε) */
    private INDArray overCorrectedRoot(INDArray m, double epsilon) {
        program.sqrt(s.get(1), scratch)
                .op("divide", scratch, second, scratch)
                .op("add", scratch, program.scalar(epsilon), scratch)
                .op("divide", m, scratch, scratch);
        return scratch;
    }

    /** scratch = g/(√v + ε) */
    private INDArray overRoot(INDArray v, double epsilon) {
        program.sqrt(v, scratch)
                .op("add", scratch, program.scalar(epsilon), scratch)
                .op("divide", g, scratch, scratch);
        return scratch;
    }

    /** [T2] */
    private void average(INDArray m, INDArray x, double decay) {
        program.op("multiply", m, program.scalar(decay), m)
                .op("multiply", x, program.scalar(1 - decay), scratch)
                .op("add", m, scratch, m);
    }

    /** [T2] of x² */
    private void averageSquare(INDArray m, INDArray x, double decay) {
        program.op("multiply", m, program.scalar(decay), m)
                .op("multiply", x, x, scratch)
                .op("multiply", scratch, program.scalar(1 - decay), scratch)
                .op("add", m, scratch, m);
    }
}
