package dev.understudy.engine.nd4j;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;

class Nd4jEngineTest extends EngineContract {
    @Override
    protected Engine engine() {
        return new Nd4jEngine("cpu");
    }
}
