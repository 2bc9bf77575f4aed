package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.ImitatorFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The imitator {@code surpass}, which was trained on no digits, against Adam at its best rate and with its best
 * schedule.
 */
class SurpassTest {
    private static final int STEPS = 1000;
    private static final DataSet DIGITS = DataSets.load("digits", null).scaled(8);

    /** Test loss, and the mean batch loss of the last tenth of the steps. */
    private record Losses(double test, double training) {}

    private static Losses losses(WhoDrives driver, long seed) {
        ImitatorFile.Saved surpass = ImitatorFile.pretrained("surpass");
        Optimizee network = new Optimizee.Layers(
                DIGITS.train().shape(),
                List.of(new Layer.Dense(32), new Layer.Relu(), new Layer.Dense(10)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        Problem problem = new Problem(network, DIGITS.train(), 64, new Teacher.Adam(0.03), surpass.imitator(), false);
        RateSchedule schedule = driver == WhoDrives.TEACHER ? RateSchedule.LINEAR : RateSchedule.CONSTANT;
        try (Engine engine = FusedEngine.onCpu(2);
                Rollout rollout =
                        engine.rollout(new RolloutSpec(problem, seed, driver, 0, STEPS, schedule), surpass.phi())) {
            rollout.run(STEPS - STEPS / 10);
            rollout.trace();
            rollout.run(STEPS / 10);
            double training = 0;
            for (float loss : rollout.trace().loss()) {
                training += loss / (STEPS / 10);
            }
            double test = rollout.score(DIGITS.test(), DIGITS.test().count(), rollout.theta())
                    .loss();
            return new Losses(test, training);
        }
    }

    @Test
    void itGetsFurtherThanTunedAdamOnTheDigits() {
        double test = 0;
        double training = 0;
        for (long seed : new long[] {1001, 1002, 1003}) {
            Losses imitator = losses(WhoDrives.IMITATOR, seed);
            Losses teacher = losses(WhoDrives.TEACHER, seed);
            test += Math.log(imitator.test / teacher.test) / 3;
            training += Math.log(imitator.training / teacher.training) / 3;
        }
        assertThat(training).as("ln of the ratio of training losses").isLessThan(-0.05);
        assertThat(test).as("ln of the ratio of test losses").isLessThan(-0.05);
    }
}
