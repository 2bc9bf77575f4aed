package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.ImitatorFile;

/** What {@code imitator.pretrained} names: a network and its weights. */
public final class Pretrained {
    private Pretrained() {}

    /** The LSTM, for a config that names it. @throws Fault bad input if there is none of that name */
    public static Imitator network(String name) {
        return ImitatorFile.pretrained(name).imitator();
    }

    /** φ to begin with; null where the config names none. @throws Fault bad input where the config's LSTM is another */
    static float[] weights(Config config) {
        String name = config.imitator().pretrained();
        if (name == null) {
            return null;
        }
        ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
        if (!saved.imitator().equals(config.imitator().network())) {
            throw Fault.badInput(
                    config.name() + ": imitator",
                    "is " + config.imitator().network() + " beside imitator.pretrained " + name,
                    saved.imitator().toString(),
                    "leave the other keys of imitator out to take it as it is");
        }
        return saved.phi();
    }
}
