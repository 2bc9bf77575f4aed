package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void aFinishedTrialShowsItsVerdictItsTablesAndAllFigures() throws IOException {
        String page = page(run("mnist-adam").imitatorAt(1.02).write());
        assertThat(page)
                .contains(
                        "The imitator reached a test loss of 0.1",
                        "after 1,000 steps (mean θ; ratio 1.0",
                        "; 3 seeds).",
                        "Noise floor: the teacher against itself");
        assertThat(page)
                .contains(
                        "data-chart=\"loss\"",
                        "data-chart=\"testAccuracy\"",
                        "data-chart=\"relativeDifference\"",
                        "data-chart=\"imitationLoss\"",
                        "Diagnostics, first and last");
        assertThat(page)
                .contains(
                        "<th scope=\"row\">runs.1.computed.device</th><td>cpu, 8 threads</td>",
                        "teacher: {adam: {learningRate: 0.001",
                        "adam: learning rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8",
                        "10,000 meta-steps, 20 steps per unroll, 8 replicas, huber loss");
        assertThat(page(run("no-floor").withoutFloor().write()))
                .doesNotContain("Noise floor")
                .contains("to the teacher; 1 is perfect");
        assertThat(page).doesNotContain("data-chart=\"overlay\"", "Left out because unreadable", "NaN</td>");
    }

    /** Neither a chart nor a word of an imitation loss that there never was. */
    @Test
    void aTrainingByTheTasksLossShowsThatLoss() throws IOException {
        SyntheticRun run = run("a");
        run.write();
        String line =
                "{\"metaStep\":%d,\"imitationLoss\":%s,\"taskLoss\":1.5,\"modelLossFirst\":2,\"modelLossLast\":1,\"learningRate\":0.1,\"seconds\":1}\n";
        String config =
                "name: a\ntraining: {metaSteps: 20, unroll: 5, replicas: 1, objective: {backprop: {logarithmic: true}}, loss: huber}\n";
        run.file("config.yaml", config).file("metrics.jsonl", line.formatted(10, "null") + line.formatted(20, "null"));
        assertThat(page(run.directory()))
                .contains("data-chart=\"taskLoss\"", "Task loss over the unroll", "by backprop: logarithmic true")
                .doesNotContain("data-chart=\"imitationLoss\"", "huber loss");
        run.file("metrics.jsonl", line.formatted(10, "0.5") + line.formatted(20, "null"));
        assertThat(page(run.directory()))
                .contains("data-chart=\"taskLoss\"", "data-chart=\"imitationLoss\"", "huber loss");
    }

    @Test
    void thePageAsksTheNetworkForNothingAndKeepsTheNoticeOfUplot() throws IOException {
        String page = page(run("a").write(), run("b").write());
        assertThat(page)
                .contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"");
        assertThat(page)
                .doesNotContainPattern("(?i)(src|href|action|data|poster|srcset)\\s*=\\s*[\"']?\\s*(https?:)?//")
                .doesNotContainPattern("(?i)(?<!Object)url\\(|@import|<link|<img|<iframe");
        assertThat(page)
                .contains(
                        "Copyright (c) 2022 Leon Sorokin",
                        "Permission is hereby granted, free of charge",
                        "uPlot (v1.6.32)");
    }

    @Test
    void theFiguresHoldTheLossesTheCurvesAndTheUnroll() throws IOException {
        JsonNode trial = data(page(run("a").write())).get(0);
        assertThat(trial.path("trainedOver").asInt()).isEqualTo(20);
        assertThat(trial.path("loss").path("steps")).hasSize(1000);
        assertThat(trial.path("loss").path("steps").get(0).asInt()).isEqualTo(1);
        assertThat(trial.path("loss").path("panels"))
                .extracting(panel -> panel.path("name").asText())
                .containsExactly("seed 1001", "seed 1002", "seed 1003", "mean of 3");
        JsonNode imitator = trial.path("loss").path("panels").get(1).path("imitator");
        assertThat(imitator.path("points")).hasSize(1000);
        assertThat(imitator.path("smooth").get(999).asDouble()).isBetween(0.05, 1.0);
        assertThat(trial.path("points")
                        .path("testLoss")
                        .path("teacher")
                        .path("low")
                        .get(3)
                        .asDouble())
                .isLessThan(trial.path("points")
                        .path("testLoss")
                        .path("teacher")
                        .path("high")
                        .get(3)
                        .asDouble());
        assertThat(trial.path("training").path("metaSteps")).hasSize(100);
    }

    @Test
    void aDivergedSeedIsNamedLeftOutOfTheMeansAndEndsTheMeanCurve() throws IOException {
        String page = page(run("a").imitatorAt(1.5).diverging(1002, 512).write());
        assertThat(page)
                .contains(
                        "The imitator diverged at step 512 on seed 1002 (1 of 3 seeds). On the others it reached a test loss of",
                        "2 seeds).",
                        "2 of 3 seeds");
        JsonNode panels = data(page).get(0).path("loss").path("panels");
        assertThat(panels.get(1).path("imitator").path("smooth").get(600).isNull())
                .isTrue();
        assertThat(panels.get(0).path("imitator").path("smooth").get(600).isNumber())
                .isTrue();
        assertThat(panels.get(3).path("imitator").path("smooth").get(510).isNumber())
                .isTrue();
        assertThat(panels.get(3).path("imitator").path("smooth").get(511).isNull())
                .isTrue();
    }

    @Test
    void theVerdictIsTheFirstThingAndTheStateOfTheRunIsBesideIt() throws IOException {
        String page = page(run("a").imitatorAt(1.0).write());
        assertThat(page)
                .contains(
                        "<div class=\"verdict ok\"><span class=\"badge\">imitates</span><span class=\"state\">run: done</span>"
                                + "<p class=\"sentence\">It imitates: its test loss is ",
                        "within the margin of 1.05 and two standard errors.</p>");
        assertThat(page.indexOf("It imitates"))
                .isLessThan(page.indexOf("The imitator reached"))
                .isLessThan(page.indexOf("class=\"tiles\""));
        assertThat(page.indexOf("data-chart=\"loss\"")).isLessThan(page.indexOf("<table"));
        assertThat(page(run("b").imitatorAt(2.5).write()))
                .contains("<div class=\"verdict bad\"><span class=\"badge\">does not imitate</span>");
        assertThat(page(run("c").diverging(1002, 512).write()))
                .contains("It does not imitate: it diverged and its teacher did not, on 1 of 3 seeds.");
    }

    @Test
    void againstATeacherItWasNotTrainedOnThereIsNoVerdict() throws IOException {
        SyntheticRun run = run("a").imitatorAt(1.0);
        Path directory = run.write();
        run.trainedOn("adam with learningRate 0.001");
        assertThat(page(directory)).contains("<span class=\"badge\">imitates</span>");
        run.trainedOn("adam with learningRate 3e-4");
        assertThat(page(directory))
                .contains(
                        "<div class=\"verdict bad\"><span class=\"badge\">no verdict: not its teacher</span>",
                        "<p class=\"sentence\">Not its teacher: it was trained on adam with learningRate 3e-4 and is"
                                + " compared here with adam with learningRate 0.001, so these figures do not say how well it imitates.</p>")
                .doesNotContain("It imitates");
        run.trainedOn("sgd with learningRate 0.001");
        assertThat(page(directory))
                .contains("it was trained on sgd with learningRate 0.001 and is compared here with adam with");
    }

    @Test
    void aTrainingThatDivergedSaysTheWordOnce() throws IOException {
        run("a").status("DIVERGED", "diverged: the imitation loss is NaN at meta-step 1");
        assertThat(page(folder.resolve("a/seed-1")))
                .contains(
                        "<p class=\"sentence\">Diverged: the imitation loss is NaN at meta-step 1. There is no imitator to judge.</p>");
    }

    @Test
    void aFailedTrialShowsItsMessage() throws IOException {
        run("a").status("FAILED", "lstm_unroll: 700 illegal address");
        assertThat(page(folder.resolve("a/seed-1")))
                .contains("Failed: lstm_unroll: 700 illegal address.", "<pre>at &lt;init&gt;</pre>");
    }

    @Test
    void aTrialWhoseMetaTrainingDivergedSaysWhere() throws IOException {
        run("a").status("DIVERGED", "phi[3] is NaN")
                .file("metrics.jsonl", "{\"metaStep\":100,\"imitationLoss\":null}\n");
        assertThat(page(folder.resolve("a/seed-1")))
                .contains("<span class=\"badge\">diverged</span>", "Diverged: phi[3] is NaN.");
    }

    @Test
    void anEmptyDirectoryGivesAPageThatSaysSo() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("a/seed-1"));
        String page = page(empty);
        assertThat(page).contains("This run directory holds no results yet.").doesNotContain("<figure>", "<tbody>");
        assertThat(data(page).get(0).path("loss").path("panels")).isEmpty();
    }

    @Test
    void aRunThatIsStillTrainingSaysHowFarItIs() throws IOException {
        run("a").status("RUNNING", "").file("metrics.jsonl", "{\"metaStep\":3200,\"imitationLoss\":0.0312}\n");
        assertThat(page(folder.resolve("a/seed-1")))
                .contains(
                        "Meta-training is at meta-step 3,200 with an imitation loss of 0.0312; nothing has been evaluated yet.");
    }

    @Test
    void aTornLastLineIsLeftOutAndCounted() throws IOException {
        Path directory = run("a").write();
        Path file = directory.resolve("evaluation.jsonl");
        Files.writeString(
                file, Files.readString(file) + "{\"kind\":\"result\",\"seed\":1001,\"rollout\":\"imitator\",\"testLo");
        assertThat(page(directory)).contains("1 file or line.", "; 3 seeds).");
    }

    @Test
    void hostileNamesMessagesAndConfigsStayText() throws IOException {
        String hostile = "</script><b>x</b><!--\u2028";
        SyntheticRun run = run("<b>&\"'");
        Path directory = run.write();
        run.status("FAILED", "</script><b>boom</b><!-- \u2028 \\ud800");
        Files.writeString(
                directory.resolve("config.yaml"),
                "name: \"" + hostile + "\"\nteacher: {\"<i>\": {\"</td>\": \"<script>\"}}\n");
        Files.writeString(directory.resolve("provenance.json"), "{\"<u>\":\"</script><script>alert(1)</script>\"}");
        String page = page(directory, run("</script>").write());
        assertThat(page)
                .doesNotContain("<b>", "<i>", "<u>", "<!--", "alert(1)</script>", "</td>:")
                .contains("&lt;b&gt;boom&lt;/b&gt;");
        assertThat(count(page, "(?i)<script[ >]")).isEqualTo(2);
        assertThat(count(page, "(?i)</script")).isEqualTo(2);
        assertThat(data(page).get(0).path("label").asText()).isEqualTo("<b>&\"'/seed-1");
    }

    @Test
    void nullAndMissingNumbersAreDashesAndGaps() throws IOException {
        run("a").file("evaluation.jsonl", """
            {"kind":"point","seed":1,"rollout":"imitator","step":2,"losses":[2.3,null],"testLoss":null,"theta":null}
            {"kind":"point","seed":1,"rollout":"stranger","step":2,"losses":[2.3]}
            {"kind":"point","seed":1,"rollout":"imitator","step":1,"losses":[2,2,2]}
            {"kind":"result","seed":1,"rollout":"imitator","steps":2,"firstBadStep":null,"testLoss":null,"meanLoss":null}
            [1]
            """);
        String page = page(folder.resolve("a/seed-1"));
        assertThat(page)
                .contains("The imitator ended without a test loss.", "<span class=\"none\">–</span>")
                .doesNotContain("NaN</");
        assertThat(data(page)
                        .get(0)
                        .path("loss")
                        .path("panels")
                        .get(0)
                        .path("imitator")
                        .path("points")
                        .toString())
                .isEqualTo("[2.3,null]");
    }

    @Test
    void severalTrialsAreComparedOnTop() throws IOException {
        String page = page(run("first").write(), run("second").imitatorAt(2).write());
        assertThat(page)
                .contains("<td><span class=\"badge ok\">imitates</span></td><td>done</td>")
                .contains("<td><span class=\"badge bad\">does not imitate</span></td><td>done</td>")
                .contains("<h1>2 trials</h1>", "<a href=\"#trial-1\">second/seed-1</a>", "data-chart=\"overlay\"");
        assertThat(page.indexOf("Side by side")).isLessThan(page.indexOf("id=\"trial-0\""));
    }

    @Test
    void tenLongTrialsOfEightSeedsFitIntoFiveMegabytes() throws IOException {
        Path directory = new SyntheticRun(
                        folder.resolve("long/seed-1"),
                        4000,
                        LongStream.rangeClosed(1001, 1008).boxed().toArray(Long[]::new))
                .write();
        List<Path> ten = Stream.generate(() -> directory).limit(10).toList();
        Report.write(ten, folder.resolve("report.html"));
        assertThat(Files.size(folder.resolve("report.html"))).isBetween(1_000_000L, 5_000_000L);
    }

    @Test
    void theFileReplacesAnOlderOneAndLeavesNothingBesideIt() throws IOException {
        Path out = folder.resolve("out/report.html");
        Files.createDirectories(out.getParent());
        Files.writeString(out, "older");
        Path directory = run("a").write();
        Report.write(List.of(directory), out);
        String first = Files.readString(out);
        Report.write(List.of(directory), out);
        assertThat(first).startsWith("<!DOCTYPE html>").endsWith("</html>\n").isEqualTo(Files.readString(out));
        assertThat(out.getParent().toFile().list()).containsExactly("report.html");
    }

    @Test
    void aDirectoryThatIsNotThereIsBadInput() {
        assertThatThrownBy(() -> Report.write(List.of(folder.resolve("none")), folder.resolve("r.html")))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining("none is not there; expected a run directory");
        assertThatThrownBy(() -> Report.read(List.of())).isInstanceOf(Fault.class);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAFaultAndLeavesNothing() throws IOException {
        Path directory = run("a").write();
        Path taken = Files.createDirectories(folder.resolve("taken/inside")).getParent();
        assertThatThrownBy(() -> Report.write(List.of(directory), taken))
                .isInstanceOf(Fault.class)
                .hasMessage(
                        taken
                                + " is a folder; expected the name of a file, such as report.html; give the page a name of its own");
        Path underAFile = Files.writeString(folder.resolve("a file"), "").resolve("report.html");
        assertThatThrownBy(() -> Report.write(List.of(directory), underAFile))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("cannot be made (a file of that name is there)");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    private SyntheticRun run(String name) {
        // A slash would make two folders of one name.
        Path directory = folder.resolve(name.replace("/", "\u2215")).resolve("seed-1");
        return new SyntheticRun(directory, 1000, 1001L, 1002L, 1003L);
    }

    private String page(Path... directories) throws IOException {
        Report.write(List.of(directories), folder.resolve("report.html"));
        return Files.readString(folder.resolve("report.html"));
    }

    private static JsonNode data(String page) throws IOException {
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    private static int count(String page, String pattern) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found.size();
    }
}
