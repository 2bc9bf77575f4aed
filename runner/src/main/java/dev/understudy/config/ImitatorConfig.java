package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.FirstGates;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;

/**
 * The imitator's LSTM, and the source of its weights.
 *
 * @param learningRate with which the trained imitator drives in an evaluation; null for that of its teacher in
 *     training. Neither the training nor the teacher's rollouts depend on it
 * @param pretrained the imitator whose LSTM and weights the training begins with: the name of one that comes with the
 *     program, or the path of a file or of a trial; null for weights from the seed. If other keys ask for more inputs
 *     or outputs, their weights begin as zeros
 * @param start the head's gates before the first meta-step
 */
public record ImitatorConfig(
        @RecordTree.Inline Imitator network, Double learningRate, String pretrained, FirstGates start) {
    static final ImitatorConfig DEFAULTS =
            new ImitatorConfig(Imitator.gated(2).withGain(0), null, null, FirstGates.ZERO);

    public ImitatorConfig(Imitator network, Double learningRate, String pretrained) {
        this(network, learningRate, pretrained, FirstGates.ZERO);
    }

    public ImitatorConfig {
        if (learningRate != null) {
            Checks.positive("imitator.learningRate", learningRate);
        }
        Config.checkPath(
                "imitator.pretrained",
                pretrained,
                "the name of an imitator that comes with the program, or the path of a file or of a trial");
        Checks.that(
                start == FirstGates.ZERO || pretrained == null,
                "imitator.start",
                start,
                "zero with imitator.pretrained, whose gates are learned");
    }

    /** The same, driving at this learning rate in an evaluation. */
    ImitatorConfig at(double learningRate) {
        return new ImitatorConfig(network, learningRate, pretrained, start);
    }

    /**
     * The same, with the teacher's learning rate as the gain if none is given, and 1 for the gated head, which has no
     * gain.
     */
    ImitatorConfig resolved(Teacher teacher) {
        // Not in the constructor: the head is known only once the pretrained imitator has been read.
        Checks.that(
                learningRate == null || network.hasLearningRate(),
                "imitator.learningRate",
                learningRate,
                Imitator.NO_GAIN);
        start.check(network, teacher);
        network.checkFactors();
        double gain = network.hasLearningRate() ? teacher.learningRate() : 1;
        return network.gain() > 0 ? this : new ImitatorConfig(network.withGain(gain), learningRate, pretrained, start);
    }
}
