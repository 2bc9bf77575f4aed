package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.EpisodicTraining;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.MetaTraining.Losses;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/**
 * The ring that keeps up to 100,000 losses until they are read. The kernels here compute nothing: the losses of
 * meta-step m are m, m + 0.25 and m + 0.5.
 */
class LossRingTest {
    private long metaStep;
    private final MetaTraining training = new EpisodicTraining(
            spec(),
            new FusedMetaStep(spec(), new float[spec().problem().imitator().weights()], kernels()));

    private static TrainingSpec spec() {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 10), 1, new Teacher.Sgd(1), Imitator.gated(2), false);
        return new TrainingSpec(problem, 1, 1, 1, 1, ImitationLoss.RELATIVE, new Teacher.Sgd(1), 0);
    }

    private record Floats(float[] a) implements Buffer {
        @Override
        public int length() {
            return a.length;
        }

        @Override
        public void read(int from, float[] to) {
            System.arraycopy(a, from, to, 0, to.length);
        }

        @Override
        public void write(int to, float[] from) {
            System.arraycopy(from, 0, a, to, from.length);
        }
    }

    /** No kernel computes anything, except for the two that write losses into their slot. */
    private Kernels kernels() {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "buffer":
                            return new Floats(new float[(int) args[0]]);
                        case "overlaps":
                            return false;
                        case "imitate":
                            leave(((Kernels.Learned) args[4]).imitationLoss(), args[5], metaStep);
                            return null;
                        case "means":
                            leave(args[2], args[4], metaStep + 0.25f);
                            leave(args[3], args[4], metaStep + 0.5f);
                            metaStep++;
                            return null;
                        default:
                            return null;
                    }
                });
    }

    private static void leave(Object buffer, Object slot, float value) {
        ((Floats) buffer).a[(int) slot] = value;
    }

    private void goOnFrom(long at) {
        metaStep = at;
        training.restore(new Snapshot(at, training.snapshot().tensors()));
    }

    private void losses(long first, long end) {
        Losses losses = training.losses();
        assertThat(losses.first()).isEqualTo(first);
        int n = (int) (end - first);
        float[] imitation = new float[n];
        float[] modelFirst = new float[n];
        float[] modelLast = new float[n];
        for (int i = 0; i < n; i++) {
            imitation[i] = first + i;
            modelFirst[i] = first + i + 0.25f;
            modelLast[i] = first + i + 0.5f;
        }
        assertThat(losses.imitation()).isEqualTo(imitation);
        assertThat(losses.modelFirst()).isEqualTo(modelFirst);
        assertThat(losses.modelLast()).isEqualTo(modelLast);
    }

    @Test
    void everyReadingGivesWhatCameSinceTheOneBefore() {
        training.run(5);
        losses(0, 5);
        losses(5, 5);
        training.run(3);
        losses(5, 8);
    }

    @Test
    void theRingIsReadOnAcrossItsEnd() {
        goOnFrom(99_998);
        losses(99_998, 99_998);
        training.run(5);
        losses(99_998, 100_003);
        training.run(2);
        losses(100_003, 100_005);
    }

    @Test
    void aReadingThatEndsWithTheRingIsWhole() {
        goOnFrom(199_997);
        training.run(3);
        losses(199_997, 200_000);
        training.run(1);
        losses(200_000, 200_001);
    }

    /** 100,003 of them, of which 0, 1 and 2 are written over. */
    @Test
    void whatNobodyReadInTimeIsLostButTheLastHundredThousandAreThere() {
        training.run(100_003);
        losses(3, 100_003);
    }

    @Test
    void exactlyAHundredThousandAreAllThere() {
        training.run(100_000);
        losses(0, 100_000);
    }
}
