package dev.understudy.config;

import dev.understudy.imitation.Imitator;

/**
 * The LSTM, and where its weights come from.
 *
 * @param pretrained name of the imitator whose weights are taken at the start; null for weights from the seed
 */
public record ImitatorConfig(@Inline Imitator network, String pretrained) {
    static final ImitatorConfig DEFAULTS = new ImitatorConfig(Imitator.gated(2), null);

    public ImitatorConfig {
        if (pretrained != null) {
            Words.checkName("imitator.pretrained", pretrained);
        }
    }
}
