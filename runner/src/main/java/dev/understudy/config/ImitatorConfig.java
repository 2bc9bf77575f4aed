package dev.understudy.config;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;

/**
 * The LSTM, and where its weights come from.
 *
 * @param pretrained name of the imitator whose weights are taken at the start, and and which is the LSTM;
 *     null for weights from the seed
 */
public record ImitatorConfig(@RecordTree.Inline Imitator network, String pretrained) {
    static final ImitatorConfig DEFAULTS = new ImitatorConfig(Imitator.gated(2).withGain(0), null);

    public ImitatorConfig {
        if (pretrained != null) {
            Config.checkName("imitator.pretrained", pretrained);
        }
    }

    /** The gain where none is given: the teacher's learning rate; the gated head has none. */
    ImitatorConfig resolved(Teacher teacher) {
        double gain = network.head() == Imitator.Head.GATED ? 1 : teacher.learningRate();
        return network.gain() > 0 ? this : new ImitatorConfig(network.withGain(gain), pretrained);
    }
}
