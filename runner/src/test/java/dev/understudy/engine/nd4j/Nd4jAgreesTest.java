package dev.understudy.engine.nd4j;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import org.junit.jupiter.api.Tag;

@Tag("nd4j")
class Nd4jAgreesTest extends AgreementContract {
    @Override
    protected Engine engine() {
        return TestedNd4j.engine();
    }
}
