package dev.understudy.engine;

import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every pair of features and head, and every practice, for {@link AgreementContract}: on a small network, two replicas. */
final class AgreementSpecs {
    private static final Teacher ADAM = new Teacher.Adam(1e-2);
    private static final double GAIN = 0.01;

    private AgreementSpecs() {}

    /** Every scale there is, and two averages of either sort. */
    static Moments everything(boolean corrected) {
        return new Moments(List.of(0.9, 0.5), List.of(0.99, 0.999), corrected, true, true, 0.95);
    }

    static Imitator imitator(Features features, Moments moments, Head head, boolean teacherForcing, Integer... hidden) {
        return new Imitator(List.of(hidden), features, moments, head, GAIN, 0, teacherForcing);
    }

    /** 490 coordinates, among them some whose gradients are always zero. */
    private static Problem problem(Teacher teacher, Imitator imitator, boolean sourceFaithful) {
        Optimizee.Layers layers = new Optimizee.Layers(
                AgreementContract.DIGITS.train().shape(),
                List.of(
                        new Layer.MaxPool(4),
                        new Layer.Dense(8),
                        new Layer.Relu(),
                        new Layer.Dropout(0.3, false),
                        new Layer.Dense(10)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        return new Problem(layers, AgreementContract.DIGITS.train(), 4, teacher, imitator, sourceFaithful);
    }

    static TrainingSpec spec(Imitator imitator, Practice practice) {
        return new TrainingSpec(
                problem(ADAM, imitator, false), 13, 4, 12, 2, ImitationLoss.HUBER, new Teacher.Adam(3e-3), practice, 0);
    }

    /** Three channels, a size of each side, and labels that fill a byte: those that a sign would turn are among them. */
    private static TrainingSpec colours() {
        Shape shape = new Shape(3, 7, 6);
        int classes = 130;
        byte[] labels = {(byte) 129, 0, (byte) 128, 5, 127, (byte) 129, 64};
        byte[] pixels = new byte[labels.length * shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Philox.word(5, 77, 0, 0, i);
        }
        Optimizee.Layers layers = new Optimizee.Layers(
                shape,
                List.of(
                        new Layer.Conv(3, 4),
                        new Layer.Dropout(0.3, true),
                        new Layer.MaxPool(4),
                        new Layer.Relu(),
                        new Layer.Dense(classes)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        Samples samples = new Samples.Images(shape, classes, pixels, labels, 0.4734f, 0.2516f);
        Problem problem = new Problem(layers, samples, 4, ADAM, Imitator.gated(2), false);
        return new TrainingSpec(problem, 15, 4, 8, 2, ImitationLoss.HUBER, new Teacher.Adam(3e-3), Practice.PLAIN, 0);
    }

    /** Layers for which an engine could miss the slope of tanh: below a pool, and directly before dropout and another tanh. */
    private static TrainingSpec tanh() {
        Layer tanh = new Layer.Tanh();
        Optimizee.Layers layers = new Optimizee.Layers(
                AgreementContract.DIGITS.train().shape(),
                List.of(
                        new Layer.MaxPool(2),
                        new Layer.Conv(2, 3),
                        tanh,
                        new Layer.MaxPool(3),
                        new Layer.Dense(8),
                        tanh,
                        new Layer.Dropout(0.3, false),
                        tanh,
                        tanh,
                        new Layer.Dense(10)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        Problem problem = new Problem(layers, AgreementContract.DIGITS.train(), 4, ADAM, Imitator.gated(2), false);
        return new TrainingSpec(problem, 16, 4, 8, 2, ImitationLoss.HUBER, new Teacher.Adam(3e-3), Practice.PLAIN, 0);
    }

    /** Initial weights that are all different from zero: a head of zeros would hide the layers below it. */
    static float[] start(TrainingSpec spec) {
        Imitator imitator = spec.problem().imitator();
        float[] phi = imitator.initialWeights(spec.seed());
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = Philox.uniform(Philox.word(spec.seed(), Philox.PHI, 1, 0, i)) - 0.5f;
        }
        return phi;
    }

    static Stream<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Features features : Features.values()) {
            for (Head head : Head.values()) {
                Imitator imitator = imitator(
                        features,
                        Moments.DEFAULTS,
                        head,
                        false,
                        head == Head.CONSTANT ? new Integer[0] : new Integer[] {3});
                all.add(Arguments.of(features + " " + head, spec(imitator, Practice.PLAIN)));
            }
        }
        for (boolean corrected : new boolean[] {true, false}) {
            Moments moments = everything(corrected);
            String which = corrected ? ", corrected" : ", as they are";
            all.add(Arguments.of(
                    "all moments" + which,
                    spec(imitator(Features.MOMENTS, moments, Head.ZERO_OUT, false, 4, 3), Practice.PLAIN)));
            all.add(Arguments.of(
                    "all moments, constant" + which,
                    spec(imitator(Features.MOMENTS, moments, Head.CONSTANT, false), Practice.PLAIN)));
            all.add(Arguments.of(
                    "all moments, scaled, forced" + which,
                    spec(imitator(Features.MOMENTS, moments, Head.SCALED, true, 4, 3), Practice.PLAIN)));
            all.add(Arguments.of(
                    "all moments, zero-out, forced" + which,
                    spec(imitator(Features.MOMENTS, moments, Head.ZERO_OUT, true, 5), Practice.PLAIN)));
        }
        all.add(Arguments.of(
                "gated, two layers",
                spec(imitator(Features.GRADIENT, Moments.DEFAULTS, Head.GATED, false, 3, 2), Practice.PLAIN)));
        Moments rawOnly = new Moments(List.of(), List.of(), false, true, false, 0);
        all.add(Arguments.of(
                "nothing but the raw gradient",
                spec(imitator(Features.MOMENTS, rawOnly, Head.ZERO_OUT, false, 3), Practice.PLAIN)));
        Moments own = new Moments(List.of(), List.of(), false, false, false, 0.9);
        all.add(Arguments.of(
                "the own scale alone, the source's faults",
                new TrainingSpec(
                        problem(
                                new Teacher.Adadelta(1, 0.9, 1e-6),
                                imitator(Features.MOMENTS, own, Head.ZERO_OUT, true, 3),
                                true),
                        14,
                        4,
                        8,
                        2,
                        ImitationLoss.RELATIVE,
                        new Teacher.Adam(1e-3),
                        0)));
        all.add(Arguments.of("colours in many classes", colours()));
        all.add(Arguments.of("tanh in the network", tanh()));
        timed().forEach(imitator -> all.add(
                Arguments.of(imitator.features() + " " + imitator.head() + ", time", spec(imitator, Practice.PLAIN))));
        practices().forEach((practice) -> all.add(practice));
        tasks().forEach((task) -> all.add(task));
        return all.stream();
    }

    /** Half of the meta-steps imitate at first, and fewer and fewer. */
    static final Fade FADE = new Fade(0.6, 0.3, 2, 12);

    /** Learns from the tasks' loss, in episodes of several unrolls. */
    static TrainingSpec task(Objective objective, Practice practice) {
        return spec(imitator(Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, false, 3), practice)
                .with(objective);
    }

    private static Stream<Arguments> tasks() {
        Objective losses = new Objective.Backprop(false, Fade.NONE);
        Objective logarithms = new Objective.Backprop(true, Fade.NONE);
        Practice sample = new Practice(0, 0, 0, 0.05, 0.5, 101);
        return Stream.of(
                Arguments.of("the task's loss", task(losses, Practice.PLAIN)),
                Arguments.of("its logarithm", task(logarithms, Practice.PLAIN)),
                Arguments.of(
                        "its logarithm, time",
                        spec(timed().findFirst().orElseThrow(), Practice.PLAIN).with(logarithms)),
                Arguments.of(
                        "its logarithm, gated",
                        spec(Imitator.gated(2), Practice.PLAIN).with(logarithms)),
                Arguments.of("the task's loss, from a sample", task(losses, sample)),
                Arguments.of("the task's loss, imitation fading", task(new Objective.Backprop(false, FADE), sample)),
                Arguments.of(
                        "its logarithm, imitation fading, all at once",
                        task(new Objective.Backprop(true, FADE), everyPractice())));
    }

    /** Every sort of features once, and heads of every sort that has an LSTM. */
    static Stream<Imitator> timed() {
        return Stream.of(
                        imitator(Features.GRADIENT, Moments.DEFAULTS, Head.GATED, false, 3),
                        imitator(Features.LOG_SIGN, Moments.DEFAULTS, Head.SCALED, false, 3),
                        imitator(Features.LOG_GRADIENT, Moments.DEFAULTS, Head.EXPONENTIAL, false, 3),
                        imitator(Features.MOMENTS, everything(true), Head.ZERO_OUT, true, 4, 3))
                .map(imitator -> imitator.withTime(true));
    }

    private static Stream<Arguments> practices() {
        Imitator gated = Imitator.gated(2);
        Imitator zeroOut = imitator(Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, false, 3);
        return Stream.of(
                Arguments.of("a sample", spec(gated, new Practice(0, 0, 0, 0.05, 0, 67))),
                Arguments.of("on policy", spec(zeroOut, new Practice(0, 0.5, 0, 0.05, 0, 0))),
                Arguments.of("on policy always, forced", spec(zeroOut.forced(true), new Practice(0, 1, 3, 0.05, 0, 0))),
                Arguments.of("clipped", spec(zeroOut, new Practice(0, 0, 0, 0.05, 1e-2, 0))),
                Arguments.of("clipped by chance", spec(zeroOut, new Practice(0, 0, 0, 0.05, 0.5, 0))),
                Arguments.of("a floor of its own", spec(zeroOut, new Practice(0, 0, 0, 0.7, 0, 0))),
                Arguments.of("a curriculum", spec(gated, new Practice(4, 0, 0, 0.05, 0, 0))),
                Arguments.of("all at once", spec(zeroOut, everyPractice())),
                Arguments.of("all at once, time", spec(zeroOut.withTime(true), everyPractice())));
    }

    static Practice everyPractice() {
        return new Practice(4, 0.5, 2, 0.3, 0.5, 101);
    }
}
