package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `bench` measures and says; the times themselves are asked of nobody. */
class BenchCommandTest {
    private static Called bench(Object... options) {
        List<Object> all = new ArrayList<>(
                List.of("bench", "--engine", "fused", "--device", "cpu", "--threads", "1", "--seconds", "0.001"));
        Collections.addAll(all, options);
        return Called.with(all.toArray());
    }

    @Test
    void severalSizesAreMeasuredInOneCallALineEachInTheOrderOfTheOptions() {
        Called called = bench("--size", "3,2,1", "--size", "2,1,2");

        assertThat(called.code()).as(called.err()).isZero();
        List<String> lines = called.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("understudy fused cpu")
                .contains(" hidden=[3] unroll=5 batch=2 replicas=1 data=");
        assertThat(lines.get(1))
                .contains(" hidden=[2] unroll=5 batch=1 replicas=2 data=")
                .containsPattern("\\d ms per meta-step, \\d+\\.\\d optimizees/s, final loss \\d");
    }

    @Test
    void withoutASizeTheThreeOptionsSayIt() {
        Called called = bench("--hidden", "3,2", "--batch", "2", "--replicas", "1");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines())
                .singleElement()
                .asString()
                .contains(" hidden=[3, 2] unroll=5 batch=2 replicas=1 ");
    }

    @Test
    void aSizeBesideOneOfTheThreeOptionsIsRefused() {
        Called called = bench("--size", "2,1,1", "--batch", "4");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err()).contains("--size and --batch are both given");
        assertThat(called.out()).isEmpty();
    }

    @Test
    void aSizeThatIsNoneIsRefusedBeforeTheFirstIsMeasured() {
        for (String none : List.of("2,1", "2,1,one", "2,1,1,1", "")) {
            Called called = bench("--size", "2,1,1", "--size", none);

            assertThat(called.code()).as(none).isEqualTo(2);
            assertThat(called.err()).contains("--size is '" + none + "'; expected HIDDEN,BATCH,REPLICAS");
            assertThat(called.out()).isEmpty();
        }
    }

    @Test
    void aFolderWithoutMnistIsSaid(@TempDir Path empty) {
        Called called = bench("--size", "2,1,1", "--data", empty);

        assertThat(called.code()).isNotZero();
        assertThat(called.err()).contains(empty.toString());
        assertThat(called.out()).isEmpty();
    }

    @Test
    void aRoundLastsForSomeTimeAndEnds() {
        for (String seconds : List.of("0", "-1", "NaN", "Infinity", "3601")) {
            Called called = Called.with("bench", "--seconds", seconds);

            assertThat(called.code()).as(seconds).isEqualTo(2);
            assertThat(called.err())
                    .startsWith("understudy: bench: --seconds is ")
                    .contains("; expected above 0, at most 3600");
        }
    }
}
