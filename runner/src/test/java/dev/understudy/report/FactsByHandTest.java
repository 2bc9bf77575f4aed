package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.MetricsLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run says of itself, in words; and what is left of its files where they are damaged. */
class FactsByHandTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    private static List<String> facts(Evaluated run) {
        List<String> facts = new ArrayList<>();
        Matcher fact = Pattern.compile("<dt>(.*?)</dt><dd>(.*?)</dd>").matcher(Facts.summary(run.trial()));
        while (fact.find()) {
            facts.add(fact.group(1) + " = " + fact.group(2));
        }
        return facts;
    }

    // ---- in five lines ----

    @Test
    void theConfigIsToldInFiveLines() {
        assertThat(facts(run().file("config.yaml", """
            data: {dataset: mnist, dir: null}
            optimizee: {model: mnist-cnn, batch: 16}
            teacher: {adam: {learningRate: 0.001, beta1: 0.9, epsilon: 1.0e-8, amsgrad: false}}
            imitator: {hidden: [20, 21], supplyTruth: true, pretrained: null}
            training: {metaSteps: 10000, unroll: 20, replicas: 8, loss: huber}
            """)
                        .file(
                                "metrics.jsonl",
                                "{\"metaStep\":1,\"seconds\":1.5}\n{\"metaStep\":2,\"seconds\":2.25}\n")))
                .containsExactly(
                        "Teacher = adam: learning rate 0.001, beta1 0.9, epsilon 1e-8",
                        "Optimizee = model mnist-cnn, batch 16",
                        "Data = mnist",
                        "Imitator = hidden 20 + 21, supply truth true",
                        "Training = 10,000 meta-steps, 20 steps per unroll, 8 replicas, huber loss, in 3.75 s");
    }

    @Test
    void whatIsOneHasNoPluralAndWhatIsNotToldHasNoLine() {
        assertThat(facts(run().file("config.yaml", "training: {metaSteps: 1, unroll: 1, replicas: 1, loss: null}")))
                .containsExactly("Training = 1 meta-step, 1 step per unroll, 1 replica");
        assertThat(facts(run().file("config.yaml", "training: {loss: [a]}"))).isEmpty();
        assertThat(Facts.summary(run().file("config.yaml", "name: x").trial())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{conv: {kernel: 5}}, relu, {dense: 10}] | conv: kernel 5 → relu → dense 10",
                "[1, 2.5] | 1 + 2.5",
                "[1, x] | 1 → x",
                "2.0 | 2",
                "2.50 | 2.5",
                "1.0e-10 | 1e-10",
                "2.5e-10 | 2.5e-10",
                "{aB: 1, c: {dE: 2}} | a b 1, c: d e 2",
            })
    void aValueIsToldInWords(String yaml, String words) {
        assertThat(facts(run().file("config.yaml", "optimizee: " + yaml))).containsExactly("Optimizee = " + words);
    }

    // ---- provenance ----

    @Test
    void theProvenanceIsATableOfPathsAndValues() {
        String html = Facts.provenance(
                run().file("provenance.json", "{\"runs\":[{\"a\":{\"b\":1}},{\"c\":[2,3],\"d\":null}],\"e\":\"x<y\"}")
                        .status("DONE", "")
                        .trial());
        assertThat(Evaluated.rows(html))
                .containsExactly(
                        "runs.1.a.b | 1",
                        "runs.2.c | [2,3]",
                        "runs.2.d | null",
                        "e | x&lt;y",
                        "status.started | 2025-01-01t00:00:00z",
                        "status.updated | 2025-01-01t00:01:00z");
    }

    @Test
    void whereNothingIsKnownNothingIsShown() {
        assertThat(Facts.provenance(run().trial())).isEmpty();
    }

    @Test
    void theConfigAndTheStackTraceStandAsTheyAre() {
        String html = Facts.provenance(run().file("config.yaml", "name: <x>\n")
                .file(
                        "status.json",
                        "{\"state\":\"FAILED\",\"metaStep\":7,\"message\":\"m\",\"stackTrace\":\"at <init>\",\"started\":\"2025-01-01T00:00:00Z\",\"updated\":\"2025-01-01T00:01:00Z\"}")
                .trial());
        assertThat(html)
                .startsWith("<details><summary>Where it failed</summary><pre>at &lt;init&gt;</pre></details>")
                .contains("<summary>Resolved config</summary><pre>name: &lt;x&gt;\n</pre>");
    }

    // ---- damaged files ----

    @Test
    void whatCannotBeReadIsLeftOutAndCounted() {
        Trial one = run().line("\"kind\":\"result\",\"seed\":1").trial();
        assertThat(one.files().evaluation()).isEmpty();
        assertThat(one.files().unreadable()).isEqualTo(1);
        assertThat(Facts.provenance(one))
                .contains("Left out because unreadable, as after an interruption: 1 file or line.");

        Trial many = run().file("config.yaml", "a: [")
                .file("provenance.json", "{")
                .file("status.json", "{\"state\":\"NEVER\"}")
                .file("metrics.jsonl", "{\"metaStep\":5}\n{\"metaSt\n\n[1]\n{}\n")
                .end("imitator", 1, 0.5)
                .trial();
        assertThat(many.files().unreadable()).isEqualTo(5);
        assertThat(many.files().metrics()).extracting(MetricsLine::metaStep).containsExactly(5L);
        assertThat(many.files().status()).isEmpty();
        assertThat(many.files().session()).isEmpty();
        assertThat(many.files().config().isMissingNode()).isTrue();
        assertThat(many.files().evaluation()).extracting(EvaluationLine::kind).hasSize(1);
        assertThat(Facts.provenance(many)).contains(": 5 files or lines.");
    }

    @Test
    void theLastSessionCountsAndOneWithoutSessionsHasNone() {
        String session =
                "{\"started\":\"2025-01-01T00:00:00Z\",\"ended\":null,\"seconds\":null,\"version\":\"%s\",\"commit\":\"c\",\"configSha256\":\"ab\",\"seeds\":{},"
                        + "\"data\":{\"name\":\"mnist\",\"sha256\":\"cd\"},\"computed\":{\"engine\":\"fused\",\"device\":\"cpu\",\"reason\":\"r\"},"
                        + "\"machine\":{\"host\":\"h\",\"os\":\"o\",\"arch\":\"a\",\"cpu\":\"c\",\"cores\":8,\"jvm\":\"17\",\"maxHeapBytes\":1}}";
        assertThat(run().file(
                                "provenance.json",
                                "{\"runs\":[" + session.formatted("1") + "," + session.formatted("2") + "]}")
                        .trial()
                        .files()
                        .session()
                        .orElseThrow()
                        .version())
                .isEqualTo("2");
        Trial none = run().file("provenance.json", "{\"runs\":[]}").trial();
        assertThat(none.files().session()).isEmpty();
        assertThat(none.files().unreadable()).isZero();
    }

    /** What a resumed run writes again holds, with all that follows. */
    @Test
    void metaStepsIncrease() {
        assertThat(run().file(
                                "metrics.jsonl",
                                "{\"metaStep\":1}\n{\"metaStep\":2}\n{\"metaStep\":3}\n{\"metaStep\":2,\"imitationLoss\":9}\n{\"metaStep\":4}\n")
                        .trial()
                        .files()
                        .metrics())
                .extracting(MetricsLine::metaStep, MetricsLine::imitationLoss)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, Double.NaN),
                        org.assertj.core.groups.Tuple.tuple(2L, 9.0),
                        org.assertj.core.groups.Tuple.tuple(4L, Double.NaN));
    }

    @Test
    void noDirectoryAndAFileInPlaceOfOneAreBadInput() {
        assertThatThrownBy(() -> Results.read(List.of()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage("report: no run directory; expected one or more, such as runs/quickstart/seed-1");
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Results.read(List.of(none)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(none + " is not a run directory; expected a folder such as runs/<name>/seed-1");
    }

    // ---- on the terminal ----

    @Test
    void aLongWordIsCutAtTheWidthAndALongSentenceAtASpace() {
        List<String> lines = ResultTable.lines(
                List.of(run().status("FAILED", "x".repeat(120) + " y".repeat(60))
                        .directory()),
                false);
        assertThat(lines)
                .containsExactly(
                        "a/seed-1 [failed]",
                        "  Failed:",
                        "  " + "x".repeat(98),
                        "  " + "x".repeat(22) + " y".repeat(38),
                        "  " + "y ".repeat(21) + "y.");
    }

    @Test
    void theTableHasWhatTheLoopsEndedWith() {
        List<String> lines = ResultTable.lines(
                List.of(run().end(
                                "imitator",
                                1,
                                0.2,
                                ",\"testLoss\":0.25,\"testAccuracy\":0.5,\"trainingLoss\":0.75,\"relativeError\":0.5,\"cosine\":0.25,\"bias\":0.125,\"maxCell\":7")
                        .end("teacher", 1, 0.1, ",\"relativeError\":0.25")
                        .end("floor", 1, 0.105)
                        .diverged("nothing", 1, 1234)
                        .status("DONE", "")
                        .directory()),
                false);
        assertThat(lines)
                .containsSequence(
                        "",
                        "  driver    loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  0.2000              0.2500              50.00 %          0.7500              none",
                        "  teacher   0.1000              -                   -                -                   none",
                        "  floor     0.1050              -                   -                -                   none",
                        "  nothing   -                   -                   -                -                   1234",
                        "",
                        "  loss ratio to the teacher 2.00 (ln 0.6931); noise floor 1.050 (ln 0.04879)",
                        "",
                        "  agreement with the teacher relative error       cosine             bias                 max |c|",
                        "  open loop: teacher drives  0.2500               -                  -                    -",
                        "  closed loop: it drives     0.5000               0.2500             0.1250               7.00");
    }

    @Test
    void trialsAreSeparatedByAnEmptyLine() {
        Path directory = run().directory();
        assertThat(ResultTable.lines(List.of(directory, directory), false))
                .containsExactly(
                        "a/seed-1 [no result yet]",
                        "  This run directory holds no results yet.",
                        "",
                        "a/seed-1 [no result yet]",
                        "  This run directory holds no results yet.");
    }

    /** Red for what does not imitate, yellow for no verdict, cyan for better than its teacher. */
    @ParameterizedTest
    @CsvSource({"9, 31", "1.06, 33", "1, 32"})
    void theColourFollowsTheWord(double ratio, int colour) {
        List<String> lines = ResultTable.lines(
                List.of(run().end("imitator", 1, 0.1 * ratio)
                        .end("teacher", 1, 0.1)
                        .directory()),
                true);
        assertThat(lines.get(1)).startsWith("  \u001b[1;" + colour + "m").endsWith("\u001b[0m");
    }

    @Test
    void betterThanItsTeacherIsCyan() {
        Evaluated run = run();
        for (long seed = 1; seed <= 3; seed++) {
            run.end("imitator", seed, 0.05).end("teacher", seed, 0.1);
        }
        assertThat(ResultTable.lines(List.of(run.directory()), true).get(1))
                .isEqualTo("  \u001b[1;36mbetter than its teacher\u001b[0m");
    }

    // ---- numbers ----

    @ParameterizedTest
    @CsvSource({
        "0, 4, 0",
        "0.001, 3, 0.00100",
        "0.000999, 3, 9.99e-4",
        "99999, 3, 100000",
        "100000, 3, 1.00e5",
        "-99999, 4, -100000",
        "9.9996, 4, 10.000",
        "1234, 2, 1200",
        "1e-100, 3, 1.00e-100",
        "1.5e300, 2, 1.5e300",
    })
    void aNumberIsPlainFromAThousandthToAHundredThousand(double value, int digits, String shown) {
        assertThat(Numbers.show(value, digits)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0, 0.5000 +- 0",
        "1, 1e-13, 1.000 +- 0",
        "1, 1e-11, 1.00000 +- 1e-11",
        "0, 0.5, 0.00 +- 0.50",
        "0.5, 1e-6, 0.500000 +- 1e-6",
        "0.5, 1.2e-5, 0.500000 +- 0.000012",
        "200000, 1000, (2.000 +- 0.010)e5",
        "0.0002, 0.00004, (2.00 +- 0.40)e-4",
        "0.00001, 0.02, 0.000 +- 0.020",
        "5, 30, 5 +- 30",
        "NaN, 1, -",
        "2, NaN, 2.000",
    })
    void anErrorBearsTwoDigits(double mean, double error, String shown) {
        assertThat(Numbers.show(new Estimate(mean, error, 3))).isEqualTo(shown);
    }
}
