package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.ImitatorFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lower limit for an updater's speed. */
@Tag("nd4j")
@Tag("speed")
class UpdaterTimesTest {
    @Test
    void aStepTakesAFewTimesAsLongAsAdams() {
        List<UpdaterTimes.Cost> costs = UpdaterTimes.compare(ImitatorFile.PRETRAINED, 15);
        costs.forEach(cost -> System.out.println(UpdaterTimes.line(cost)));
        Map<String, Double> ratios =
                costs.stream().collect(Collectors.toMap(UpdaterTimes.Cost::name, UpdaterTimes.Cost::ratio));
        assertThat(ratios.get("sgd")).isLessThanOrEqualTo(2);
        assertThat(ratios.get("adam")).isLessThanOrEqualTo(8);
    }
}
