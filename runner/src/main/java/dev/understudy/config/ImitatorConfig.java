package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;

/**
 * The LSTM, and where its weights come from.
 *
 * @param learningRate at which it drives where it is judged, and what is then held against it drives at the teacher's own; null for the one
 *     that it was trained at. Nothing of a training depends on it
 * @param pretrained name of the imitator, or path of the file or trial, whose weights are taken at the start, and which is the LSTM;
 *     null for weights from the seed
 */
public record ImitatorConfig(@RecordTree.Inline Imitator network, Double learningRate, String pretrained) {
    static final ImitatorConfig DEFAULTS = new ImitatorConfig(Imitator.gated(2).withGain(0), null, null);

    public ImitatorConfig {
        if (learningRate != null) {
            Checks.positive("imitator.learningRate", learningRate);
        }
        Config.checkPath(
                "imitator.pretrained",
                pretrained,
                "the name of an imitator that comes with the program, or the path of a file or of a trial");
    }

    /** The gain where none is given: the teacher's learning rate; the gated head has none. */
    ImitatorConfig resolved(Teacher teacher) {
        // Not before: whether the head is gated is known when the imitator that is named has been read.
        Checks.that(
                learningRate == null || network.hasLearningRate(),
                "imitator.learningRate",
                learningRate,
                Imitator.NO_GAIN);
        double gain = network.hasLearningRate() ? teacher.learningRate() : 1;
        return network.gain() > 0 ? this : new ImitatorConfig(network.withGain(gain), learningRate, pretrained);
    }
}
