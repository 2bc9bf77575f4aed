package dev.understudy.engine.fused;

import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.TrainingSpec;

/** An engine that tests may close and that stays open: to open one on a GPU compiles its kernels. The code that made it closes the engine inside. */
record Lasting(Engine engine) implements Engine {
    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public String device() {
        return engine.device();
    }

    @Override
    public MetaTraining train(TrainingSpec spec, float[] phi) {
        return engine.train(spec, phi);
    }

    @Override
    public Rollout rollout(RolloutSpec spec, float[] phi) {
        return engine.rollout(spec, phi);
    }

    @Override
    public void close() {
        // stays open
    }
}
