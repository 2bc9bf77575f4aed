package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.fused.cuda.ptx.Ptx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults put into the kernels' PTX are found at their place: otherwise a run without findings would mean little. */
@Tag("emulation")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PtxMutantsTest {
    private static final String[] LINES = new String(KernelModule.ptx(), UTF_8).split("\n");

    private Map<String, List<RecordedLaunch>> launches;

    @BeforeAll
    void record() {
        launches = RecordedLaunch.ofEveryKernel();
    }

    /** @param harmless barriers that may go, and why */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "clip_norm, 0,",
        "imitation_sums, 0,",
        "imitation_mean, 0,",
        "lstm_weights, 0,",
        "head_weights, 0,",
        "lstm2_long, 0,",
        "lstm3_short, 0,",
        "lstm4_step, 0,",
        "lstm4_global, 1, its tape is not in the shared memory that the sums take",
        "agreement_parts, 6, between two of its sums a thread touches only its own place: thread 0 too whose place holds the sum"
    })
    void everyBarrierThatIsTakenAwayIsMissed(String kernel, int harmless, String why) {
        List<String> missed = new ArrayList<>();
        List<Integer> unmissed = new ArrayList<>();
        for (int line : lines(kernel, "bar.sync")) {
            String found = found(kernel, changed(kernel, line, statement -> ""));
            if (found == null) {
                unmissed.add(line);
            } else {
                missed.add(found);
            }
        }
        assertThat(unmissed).as("barriers that nobody misses: " + why).hasSize(harmless);
        assertThat(missed)
                .isNotEmpty()
                .allMatch(
                        text -> text.matches(
                                kernel
                                        + ", PTX line \\d+ .*(no barrier between them|nobody has written it).*; thread \\d+ of block \\d+,\\d+"));
    }

    @Test
    void aBoundThatIsOneTooFarIsFound() {
        int line = lines("update_sgd", "setp.ge.s32").get(0);

        assertThat(found(
                        "update_sgd",
                        changed("update_sgd", line, statement -> statement.replace("setp.ge", "setp.gt"))))
                .contains("(ld.global", "out of bounds");
    }

    @Test
    void aLoadThatCountsOnNobodyWritingIsFoundWhereTheLaunchWrites() {
        String nc = "read by ld.global.nc, and the launch itself has written it";
        List<String> found = lines("apply_update", "ld.global.f32").stream()
                .map(line -> found(
                        "apply_update",
                        changed("apply_update", line, statement -> statement.replace("ld.global", "ld.global.nc"))))
                .filter(Objects::nonNull)
                .toList();

        assertThat(found)
                .as("θ is read and written, the update is read")
                .hasSize(1)
                .allMatch(text ->
                        text.contains(nc) || text.contains("written in the launch that reads it by ld.global.nc"));
    }

    @Test
    void aVectorThatIsNotAlignedIsFoundAtOnce() {
        int line = lines("lstm2_long", "ld.shared.v4.f32").get(0);

        assertThat(found(
                        "lstm2_long",
                        changed("lstm2_long", line, statement -> statement.replaceAll("(\\+\\d+)?]", "+4]"))))
                .contains("PTX line " + line + " ", "not aligned to 16 bytes");
    }

    @Test
    void aRegisterThatNothingWritesIsFound() {
        int line = lines("fill", "ld.param.f32").get(0);

        assertThat(found("fill", changed("fill", line, statement -> "")))
                .contains("(st.global.f32", "%f1 is read, and nothing has written it");
    }

    @Test
    void anOpcodeOrAModifierThatIsNotKnownIsRefusedWithItsLine() {
        int line = lines("fill", "st.global.f32").get(0);
        for (String opcode : List.of("st.global.wt.f32", "stash.f32")) {
            Ptx ptx = changed("fill", line, statement -> statement.replace("st.global.f32", opcode));
            assertThatThrownBy(() -> found("fill", ptx))
                    .hasMessage("line " + line + ": " + opcode + " [%rd4], %f1: its opcode is not known here");
        }
    }

    /** The finding of the first launch that has one; null without any. */
    private String found(String kernel, Ptx ptx) {
        return launches.get(kernel).stream()
                .map(launch -> launch.with(ptx))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Lines of a kernel that have the text, from 1. */
    private static List<Integer> lines(String kernel, String text) {
        int from = IntStream.range(0, LINES.length)
                .filter(i -> LINES[i].startsWith(".visible .entry " + kernel + "("))
                .findFirst()
                .orElseThrow();
        int to = IntStream.range(from, LINES.length)
                .filter(i -> LINES[i].equals("}"))
                .findFirst()
                .orElseThrow();
        return IntStream.range(from, to)
                .filter(i -> LINES[i].contains(text))
                .mapToObj(i -> i + 1)
                .toList();
    }

    /** The kernel alone, its lines numbered as in the whole text. */
    private static Ptx changed(String kernel, int line, UnaryOperator<String> change) {
        StringBuilder text = new StringBuilder();
        boolean outside = true;
        boolean inside = false;
        for (int i = 0; i < LINES.length; i++) {
            if (LINES[i].startsWith(".visible .entry ")) {
                outside = false;
                inside = LINES[i].startsWith(".visible .entry " + kernel + "(");
            }
            text.append(i == line - 1 ? change.apply(LINES[i]) : outside || inside ? LINES[i] : "")
                    .append('\n');
            if (LINES[i].equals("}")) {
                outside = true;
            }
        }
        return Ptx.of(text.toString());
    }
}
