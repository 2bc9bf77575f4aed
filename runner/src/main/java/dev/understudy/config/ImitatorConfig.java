package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.FirstGates;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;

/**
 * The LSTM, and where its weights come from.
 *
 * @param learningRate at which the trained imitator drives where it is judged; null for the one of the teacher that it was trained on. The
 *     training does not depend on it, nor does the teacher beside it, which has a rate of its own
 * @param pretrained the imitator whose weights are taken at the start, and which is the LSTM, unless other keys ask for more inputs or outputs,
 *     whose weights then begin as zeros: the name of one that comes with the program,
 *     or the path of a file or of a trial; null for weights from the seed
 * @param start the head's gates before anything is learned
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
                "zero beside imitator.pretrained, whose gates are learned");
    }

    /** The gain where none is given: the teacher's learning rate; the gated head has none. */
    ImitatorConfig resolved(Teacher teacher) {
        // Not before: whether the head is gated is known when the imitator that is named has been read.
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
