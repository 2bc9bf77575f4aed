package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DigitsDifficultyTest {
    /** The digits are neither trivial nor hopeless: the CNN after 2,000 steps of Adam at batch 16, in evaluation mode on all test images. */
    @Test
    void adamLearnsTheDigitsButNotAllOfThem() {
        DataSet digits = DataSets.load("digits", null);
        Imitator bystander = Imitator.gated(2);
        Problem problem = new Problem(
                Optimizee.mnistCnn(digits.train().shape(), 10),
                digits.train(),
                16,
                new Teacher.Adam(1e-3),
                bystander,
                false);
        try (FusedEngine engine = FusedEngine.onCpu(0);
                Rollout rollout = engine.rollout(
                        new RolloutSpec(problem, 1001, WhoDrives.TEACHER, 0), bystander.initialWeights(1))) {
            for (int i = 0; i < 20; i++) {
                rollout.run(100);
                rollout.trace();
            }
            double accuracy = rollout.score(digits.test(), digits.test().count(), rollout.theta())
                    .accuracy();
            assertThat(accuracy).isBetween(0.95, 0.995);
        }
    }
}
