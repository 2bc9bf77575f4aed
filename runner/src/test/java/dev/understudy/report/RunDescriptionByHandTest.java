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

/** The description of a run in words, also with damaged files. */
class RunDescriptionByHandTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    private static List<String> facts(Evaluated run) {
        List<String> facts = new ArrayList<>();
        Matcher fact = Pattern.compile("<dt>(.*?)</dt><dd>(.*?)</dd>").matcher(RunDescription.ofConfig(run.trial()));
        while (fact.find()) {
            facts.add(fact.group(1) + " = " + fact.group(2));
        }
        return facts;
    }

    // ---- in five lines ----

    @Test
    void aScheduleIsToldBesideTheTeacherAndAConstantRateIsNot() {
        assertThat(facts(run().file(
                                "config.yaml",
                                "teacher: {sgd: {learningRate: 0.5}}\nevaluation: {schedule: linear}\n")))
                .containsExactly("Teacher = sgd: learning rate 0.5; it drives by a linear schedule over all steps");
        assertThat(facts(run().file(
                                "config.yaml",
                                "teacher: {sgd: {learningRate: 0.5}}\nevaluation: {schedule: constant}\n")))
                .containsExactly("Teacher = sgd: learning rate 0.5");
    }

    @Test
    void theConfigIsToldInFiveLines() {
        assertThat(facts(run().file("config.yaml", """
            data: {dataset: mnist, dir: null}
            optimizee: {model: mnist-cnn, batch: 16}
            teacher: {adam: {learningRate: 0.001, beta1: 0.9, epsilon: 1.0e-8, amsgrad: false}}
            imitator: {hidden: [20, 21], teacherForcing: true, pretrained: null}
            training: {metaSteps: 10000, unroll: 20, replicas: 8, loss: huber}
            """)
                        .file(
                                "metrics.jsonl",
                                "{\"metaStep\":1,\"seconds\":1.5}\n{\"metaStep\":2,\"seconds\":2.25}\n")))
                .containsExactly(
                        "Teacher = adam: learning rate 0.001, beta1 0.9, epsilon 1e-8",
                        "Optimizee = model mnist-cnn, batch 16",
                        "Data = mnist",
                        "Imitator = hidden 20 + 21, teacher forcing true",
                        "Training = 10,000 meta-steps, 20 steps per unroll, 8 replicas, huber loss, in 3.75 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dataset: mnist, idx: null, size: 8  | mnist, images of 8×8",
                "dataset: null, idx: my/set          | IDX files of my/set",
                "dataset: null, idx: set, size: 9    | IDX files of set, images of 9×9",
                "dataset: mnist, from: 0, to: null   | mnist",
                "dataset: mnist, from: 9, to: null   | mnist, training samples from 9 on",
                "dataset: mnist, from: 0, to: 70     | mnist, training samples from 0 to 70",
            })
    void ofTheDataIsToldWhatTheyAreAndTheirSizeWhereItIsChosen(String data, String words) {
        assertThat(facts(run().file("config.yaml", "data: {" + data + "}"))).containsExactly("Data = " + words);
    }

    @Test
    void aStartIsToldWhereItIsNotTheUsualOne() {
        assertThat(facts(run().file("config.yaml", "imitator: {hidden: [4], start: zero}")))
                .containsExactly("Imitator = hidden 4");
        assertThat(facts(run().file("config.yaml", "imitator: {hidden: [4], start: scaled}")))
                .containsExactly("Imitator = hidden 4, start scaled");
    }

    /** Averages that only the moments' features read, a gain that the gated head has not, a memory of cells that are not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gradient | gated    | features gradient, head gated, chrono 0",
                "gradient | scaled   | features gradient, head scaled, gain 0.5, chrono 0",
                "log-sign | zero-out | features log-sign, head zero-out, gain 0.5, chrono 0",
                "moments  | gated    | features moments, moments: first 0.9, head gated, gain 0.5, chrono 0",
                "moments  | constant | features moments, moments: first 0.9, head constant, gain 0.5",
                "gradient | constant | features gradient, head constant, gain 0.5",
                "to-come  | gated    | features to-come, moments: first 0.9, head gated, gain 0.5, chrono 0",
            })
    void ofTheImitatorIsToldWhatItReads(String features, String head, String words) {
        assertThat(facts(run().file(
                                "config.yaml",
                                "imitator: {features: %s, moments: {first: [0.9]}, head: %s, gain: 0.5, chrono: 0}"
                                        .formatted(features, head))))
                .containsExactly("Imitator = " + words);
    }

    @Test
    void whatIsOneHasNoPluralAndWhatIsNotToldHasNoLine() {
        assertThat(facts(run().file("config.yaml", "training: {metaSteps: 1, unroll: 1, replicas: 1, loss: null}")))
                .containsExactly("Training = 1 meta-step, 1 step per unroll, 1 replica");
        assertThat(facts(run().file("config.yaml", "training: {loss: [a]}"))).isEmpty();
        assertThat(RunDescription.ofConfig(run().file("config.yaml", "name: x").trial()))
                .isEmpty();
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
        String html = RunDescription.ofProvenance(
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
        assertThat(RunDescription.ofProvenance(run().trial())).isEmpty();
    }

    @Test
    void theConfigAndTheStackTraceStandAsTheyAre() {
        String html = RunDescription.ofProvenance(run().file("config.yaml", "name: <x>\n")
                .file(
                        "status.json",
                        "{\"state\":\"FAILED\",\"metaStep\":7,\"message\":\"m\",\"stackTrace\":\"at <init>\",\"started\":\"2025-01-01T00:00:00Z\",\"updated\":\"2025-01-01T00:01:00Z\"}")
                .trial());
        assertThat(html)
                .startsWith(
                        "<details><summary>Stack trace of the failure</summary><pre>at &lt;init&gt;</pre></details>")
                .contains("<summary>Resolved config</summary><pre>name: &lt;x&gt;\n</pre>");
    }

    // ---- damaged files ----

    @Test
    void whatCannotBeReadIsLeftOutAndCounted() {
        Trial one = run().line("\"kind\":\"result\",\"seed\":1").trial();
        assertThat(one.files().evaluation()).isEmpty();
        assertThat(one.files().unreadable()).isEqualTo(1);
        assertThat(RunDescription.ofProvenance(one))
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
        assertThat(RunDescription.ofProvenance(many)).contains(": 5 files or lines.");
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

    @Test
    void aLineOfALaterFormatIsRefusedByItsNumber() {
        Evaluated run = run().file("metrics.jsonl", "{\"metaStep\":1}\n{\"format\":99,\"metaStep\":2}\n");
        assertThatThrownBy(run::trial).isInstanceOf(Fault.class).hasMessageContaining("metrics.jsonl:2 has format 99");
        Evaluated config = new Evaluated(folder, "b").file("config.yaml", "# format 99\nname: b\n");
        assertThatThrownBy(config::trial).isInstanceOf(Fault.class).hasMessageContaining("config.yaml has format 99");
    }

    /** The lines that a resumed run writes again replace the earlier ones and all later ones. */
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
        assertThatThrownBy(() -> Report.read(List.of()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage("report has no run directory to read; expected one or more, such as runs/quickstart/seed-1;"
                        + " give the folders of the trials");
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Report.read(List.of(none)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(
                        none
                                + " is not there; expected a run directory, such as runs/quickstart/seed-1; give the folder of a trial");
        run().file("config.yaml", "name: a");
        Path file = folder.resolve("a/seed-1/config.yaml");
        assertThatThrownBy(() -> Report.read(List.of(file)))
                .hasMessage(
                        file
                                + " is not a folder; expected a run directory, such as runs/quickstart/seed-1; give the folder of a trial");
    }
}
