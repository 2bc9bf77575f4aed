package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Philox;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** With every layout of gradients in memory, each coordinate keeps its own carry. */
@Tag("nd4j")
class GradientArraysTest {
    private static final int STEPS = 4;

    /** Gradients [6][4] of one step, and the same numbers laid out in other ways. */
    private static INDArray gradient(int step, long... shape) {
        long n = 1;
        for (long size : shape) {
            n *= size;
        }
        float[] values = new float[(int) n];
        for (int i = 0; i < values.length; i++) {
            values[i] = Philox.uniform(Philox.word(5, 1, 0, step, i)) - 0.5f;
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }

    private static INDArray padded(INDArray a) {
        INDArray larger = Nd4j.ones(8, 9);
        INDArray part = larger.get(NDArrayIndex.interval(1, 7), NDArrayIndex.interval(2, 2, 9));
        part.assign(a);
        return part;
    }

    /** Its numbers can be taken for a row without a copy, but not for neighbours. */
    private static INDArray column(INDArray a) {
        INDArray part = Nd4j.ones(24, 3).getColumn(1);
        part.assign(a.dup('c').reshape(24));
        return part;
    }

    static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of("row-major", (UnaryOperator<INDArray>) a -> a.dup('c')),
                Arguments.of("column-major", (UnaryOperator<INDArray>) a -> a.dup('f')),
                Arguments.of("a transposed array", (UnaryOperator<INDArray>)
                        a -> a.transpose().dup('c').transpose()),
                Arguments.of(
                        "every other column of a larger one", (UnaryOperator<INDArray>) GradientArraysTest::padded),
                Arguments.of("a column of a larger one", (UnaryOperator<INDArray>) GradientArraysTest::column),
                Arguments.of(
                        "one row", (UnaryOperator<INDArray>) a -> a.dup('c').reshape(1, 24)),
                Arguments.of(
                        "one column", (UnaryOperator<INDArray>) a -> a.dup('c').reshape(24, 1)),
                Arguments.of("four dimensions, column-major", (UnaryOperator<INDArray>)
                        a -> a.dup('c').reshape(3, 2, 2, 2).dup('f')),
                Arguments.of("double", (UnaryOperator<INDArray>) a -> a.castTo(DataType.DOUBLE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layouts")
    void theLayoutOfAGradientMakesNoDifference(String what, UnaryOperator<INDArray> layout) {
        GradientUpdater<ImitatorUpdater> flat = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        GradientUpdater<ImitatorUpdater> other = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        GradientUpdater<ImitatorUpdater> mixed = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        for (int step = 0; step < STEPS; step++) {
            INDArray expected = gradient(step, 24);
            INDArray found = layout.apply(gradient(step, 6, 4));
            INDArray byTurns = step % 2 == 0 ? gradient(step, 24) : layout.apply(gradient(step, 6, 4));
            flat.applyUpdater(expected, step, 0);
            other.applyUpdater(found, step, 0);
            mixed.applyUpdater(byTurns, step, 0);
            assertThat(values(found)).containsExactly(values(expected));
            assertThat(values(byTurns)).containsExactly(values(expected));
        }
        assertThat(other.getState()).isEqualTo(flat.getState());
    }

    private static float[] values(INDArray a) {
        return a.castTo(DataType.FLOAT).dup('c').data().asFloat();
    }

    @Test
    void oneParameterIsEnough() {
        GradientUpdater<ImitatorUpdater> updater = Networks.layers().instantiate(Nd4j.zeros(11), true);
        INDArray gradient = Nd4j.createFromArray(0.5f);
        updater.applyUpdater(gradient, 0, 0);
        assertThat(gradient.getFloat(0)).isNotZero().isNotEqualTo(0.5f);
    }

    /** Two tiles and a part of one, compared with each of their coordinates alone. */
    @Test
    void aLargeBlockGoesThroughInTilesAndEachCoordinateOnItsOwn() {
        int n = 150_001;
        INDArray view = Nd4j.ones(n * 11);
        GradientUpdater<ImitatorUpdater> all = Networks.layers().instantiate(view, true);
        int[] some = {0, 1, 49_999, 50_000, 50_001, 65_536, 100_000, 100_001, n - 1};
        GradientUpdater<ImitatorUpdater> few = Networks.layers().instantiate(Nd4j.zeros(some.length * 11), true);
        for (int step = 0; step < STEPS; step++) {
            INDArray gradients = gradient(step, n);
            float[] chosen = new float[some.length];
            for (int i = 0; i < some.length; i++) {
                chosen[i] = gradients.getFloat(some[i]);
            }
            INDArray expected = Nd4j.createFromArray(chosen);
            all.applyUpdater(gradients, step, 0);
            few.applyUpdater(expected, step, 0);
            for (int i = 0; i < some.length; i++) {
                assertThat(gradients.getFloat(some[i])).isCloseTo(expected.getFloat(i), Offset.offset(1e-6f));
            }
        }
    }

    @Test
    void aWorkspaceThatIsOpenAtTheFirstStepMayClose() {
        GradientUpdater<ImitatorUpdater> outside = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        GradientUpdater<ImitatorUpdater> inside = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        GradientUpdater<ImitatorUpdater> onCopies = Networks.layers().instantiate(Nd4j.zeros(24 * 11), true);
        WorkspaceConfiguration small =
                WorkspaceConfiguration.builder().initialSize(1 << 20).build();
        for (int step = 0; step < STEPS; step++) {
            INDArray expected = gradient(step, 24);
            outside.applyUpdater(expected, step, 0);
            try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(small, "ofTheCaller")) {
                INDArray found = gradient(step, 6, 4).dup('f');
                INDArray inDouble = gradient(step, 6, 4).castTo(DataType.DOUBLE);
                // It has the place of the first step's arrays, had they been made in the workspace.
                INDArray ofTheCaller = step == 0 ? Nd4j.ones(1) : Nd4j.ones(DataType.FLOAT, 10_000);
                inside.applyUpdater(found, step, 0);
                onCopies.applyUpdater(inDouble, step, 0);
                assertThat(values(found)).containsExactly(values(expected));
                assertThat(values(inDouble)).containsExactly(values(expected));
                assertThat(ofTheCaller).isEqualTo(Nd4j.onesLike(ofTheCaller));
            }
        }
    }

    /** As SameDiff does, which also hands the state over as a row, and says only in a second call that it is new. */
    @Test
    void theStateCanBeHandedOverByName() {
        INDArray view = Nd4j.ones(1, 24 * 11);
        GradientUpdater<ImitatorUpdater> whole = Networks.layers().instantiate(view, false);
        whole.setStateViewArray(view, new long[] {6, 4}, 'f', true);
        assertThat(view.amaxNumber().intValue()).isZero();
        whole.applyUpdater(gradient(0, 24), 0, 0);
        INDArray saved = whole.getState().get(ImitatorGradientUpdater.STATE).dup();
        GradientUpdater<ImitatorUpdater> restored =
                Networks.layers().instantiate(Map.of(ImitatorGradientUpdater.STATE, saved), false);
        INDArray expected = gradient(1, 24);
        INDArray found = gradient(1, 24);
        whole.applyUpdater(expected, 1, 0);
        restored.applyUpdater(found, 1, 0);
        assertThat(found).isEqualTo(expected);
        assertThatThrownBy(() -> Networks.layers().instantiate(Map.of("M", saved), false))
                .hasMessageContaining("[M]; expected [CARRY]");
    }
}
