package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The output of `bench`; the measured times themselves are not compared. */
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

    @Test
    void featuresAndHeadAreThoseOfTheOptions() {
        BenchCommand command = new BenchCommand();
        new CommandLine(command).parseArgs("--features", "log-sign", "--head", "zero-out");
        assertThat(BenchCommand.imitator(command.config(), List.of(3, 4)))
                .isEqualTo(new Imitator(
                        List.of(3, 4),
                        Imitator.Features.LOG_SIGN,
                        Moments.DEFAULTS,
                        Imitator.Head.ZERO_OUT,
                        0.01,
                        0,
                        false));

        // A last layer of one cell is refused with the gated head alone.
        Called called = bench("--hidden", "1", "--features", "moments", "--head", "scaled");
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).contains(" hidden=[1] unroll=5 batch=1 replicas=1 features=moments head=scaled data=");

        Called none = bench("--features", "slope");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("imitator.features");
    }

    /** On a machine that is busy with other work the time of the threads is the shorter one; the clock's resolution is a millisecond's part. */
    @Test
    void besideTheClocksTimeStandsThatOfTheThreads() {
        String line = Called.with(
                        "bench", "--engine", "fused", "--device", "cpu", "--threads", "1", "--seconds", "0.05")
                .out()
                .strip();

        double clock = Double.parseDouble(line.replaceFirst(".* meta-steps/s, ([\\d.]+) ms per meta-step.*", "$1"));
        double cpu = Double.parseDouble(line.replaceFirst(".*, ([\\d.]+) ms of threads' processor time", "$1"));
        assertThat(cpu).isPositive().isLessThan(1.5 * clock);
    }

    @Test
    void aWarmUpLastsForSomeTimeAndEnds() {
        long began = System.nanoTime();
        assertThat(bench("--warm-up", "1").code()).isZero();
        assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
        for (String seconds : List.of("-1", "NaN", "Infinity", "3601")) {
            assertThat(bench("--warm-up", seconds).err())
                    .startsWith("understudy: bench: --warm-up is ")
                    .contains("; expected 0 to 3600");
        }
    }
}
