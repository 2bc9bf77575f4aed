package dev.understudy.engine.nd4j;

import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.TrainingSpec;

/** The engine on ND4J arrays: not yet. */
public final class Nd4jEngine implements Engine {
    private final String device;

    Nd4jEngine(String device) {
        this.device = device;
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public MetaTraining train(TrainingSpec spec, float[] phi) {
        throw new UnsupportedOperationException("engine nd4j");
    }

    @Override
    public Loop loop(LoopSpec spec, float[] phi) {
        throw new UnsupportedOperationException("engine nd4j");
    }

    @Override
    public void close() {
        // nothing is held
    }
}
