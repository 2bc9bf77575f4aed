package dev.understudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code data.from} and {@code data.to}. */
class SampleRangeTest {
    private final DataSet digits = DataSets.load("digits", null);
    private final DataSet points = DataSets.load("half-plane", null);

    private static Samples.Images train(DataSet set) {
        return (Samples.Images) set.train();
    }

    @Test
    void twoRangesThatMeetAreTheWholeAndTheTestSetIsOfBoth() {
        int count = digits.train().count();
        DataSet first = digits.between(0, 300);
        DataSet second = digits.between(300, null);

        assertThat(first.train().count()).isEqualTo(300);
        assertThat(second.train().count()).isEqualTo(count - 300);
        byte[] labels = Arrays.copyOf(train(first).labels(), count);
        System.arraycopy(train(second).labels(), 0, labels, 300, count - 300);
        assertThat(labels).isEqualTo(train(digits).labels());
        int size = digits.train().shape().size();
        assertThat(train(second).pixels())
                .isEqualTo(Arrays.copyOfRange(train(digits).pixels(), 300 * size, count * size));
        assertThat(second.test()).isSameAs(digits.test());
        assertThat(second.name()).isEqualTo("digits, samples 300 to " + count);
        assertThat(second.sha256()).isEqualTo(digits.sha256());
    }

    /** Then a teacher is tuned on the same images that an evolution is validated on. */
    @Test
    void theSecondHalfOfARangeIsItsValidation() {
        assertThat(train(digits.between(100, 500)).part(200, 400).labels())
                .isEqualTo(train(digits.between(300, 500)).labels())
                .isEqualTo(((Samples.Images) digits.between(100, 500).halved().test()).labels());
    }

    @Test
    void generatedPointsHaveRangesToo() {
        assertThat(points.between(10, 40).train())
                .isEqualTo(new Samples.HalfPlane(((Samples.HalfPlane) points.train()).first() + 10, 30));
    }

    @Test
    void theWholeRangeIsTheDataSetItself() {
        assertThat(digits.between(0, null)).isSameAs(digits);
        assertThat(digits.between(0, digits.train().count())).isSameAs(digits);
    }

    @Test
    void whatIsNotThereIsRefused() {
        int count = digits.train().count();
        assertThatThrownBy(() -> digits.between(0, count + 1))
                .isInstanceOf(Fault.class)
                .hasMessage("data.to is " + (count + 1) + "; expected at most " + count
                        + ", the training samples that digits has; correct the number, or null for all of them");
        assertThatThrownBy(() -> digits.between(count, null))
                .hasMessageStartingWith("data.from is " + count + "; expected less than " + count);
    }
}
