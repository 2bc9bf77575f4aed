package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.ImitatorFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Text from outside reaches the terminal as visible characters only, on every path through the program. */
@Tag("process")
class HarmlessOutputTest {
    /** Clears the screen, goes to the line's start, clears it in one character, turns the order round, ends the line. */
    private static final String EVIL = "a\u001b[2Jb\rc\u009b2Jd\u202ee\u2028f\u2066g\u0000h";

    private static final String SEEN = "a\\x1b[2Jb\\x0dc\\x9b2Jd\\u202ee\\u2028f\\u2066g\\x00h";

    @TempDir
    private Path folder;

    @Test
    void whatIsNotSeenIsWrittenAsItsNumberAndLinesStayLines() {
        assertThat(HarmlessOutput.harmless(EVIL)).isEqualTo(SEEN);
        assertThat(HarmlessOutput.harmless("θ ×\tü 字 😀 \\x1b\r\nnext\n")).isEqualTo("θ ×\tü 字 😀 \\x1b\r\nnext\n");
        assertThat(HarmlessOutput.harmless("\u007f\u0085\u200b\u061c\u2029\ufeff\r"))
                .isEqualTo("\\x7f\\x85\\u200b\\u061c\\u2029\\ufeff\\x0d");
    }

    @Test
    void bothStreamsAreSoUntilTheGuardIsClosed() {
        Called called = Called.by(() -> {
            try (HarmlessOutput.Guard guard = HarmlessOutput.install()) {
                System.out.println(EVIL);
                System.err.printf("%s%n", EVIL);
                System.err.append(EVIL).println();
                HarmlessOutput.raw(System.out).print("\u001b[0m");
            }
            System.out.print("\u001b");
            return 0;
        });
        assertThat(called.out()).isEqualTo(SEEN + System.lineSeparator() + "\u001b[0m\u001b");
        assertThat(called.err()).isEqualTo((SEEN + System.lineSeparator()).repeat(2));
    }

    @Test
    void aCharacterThatComesByteByByteIsWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream former = System.out;
        System.setOut(new PrintStream(bytes, true, UTF_8));
        try (HarmlessOutput.Guard guard = HarmlessOutput.install()) {
            for (byte b : "üx😀\u009b".getBytes(Charset.defaultCharset())) {
                System.out.write(b);
            }
        } finally {
            System.setOut(former);
        }
        String kept = new String("üx😀\u009b".getBytes(Charset.defaultCharset()), Charset.defaultCharset());
        assertThat(bytes.toString(UTF_8)).isEqualTo(HarmlessOutput.harmless(kept));
    }

    @Test
    void theLogTakesTheSameWay() {
        Called called = Called.by(() -> {
            try (HarmlessOutput.Guard guard = HarmlessOutput.install()) {
                LoggerFactory.getLogger("dev.understudy.test").warn(EVIL);
            }
            return 0;
        });
        assertThat(called.err()).contains("a\\x1b[2Jb\\x0dc");
        harmless(called);
    }

    @Test
    void aFaultThatCitesAMirrorIsHarmless() {
        Called called = Called.by(() -> {
            try (HarmlessOutput.Guard guard = HarmlessOutput.install()) {
                return Failures.report(Fault.environment("mnist", "has a mirror that says " + EVIL, "a file", "wait"));
            }
        });
        assertThat(called.err()).startsWith("understudy: mnist has a mirror that says a\\x1b[2J");
        harmless(called);
    }

    @Test
    void anImitatorsFileIsHarmless() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Imitator imitator = Imitator.gated(2);
        ImitatorFile.write(
                run.resolve("phi.safetensors"),
                new ImitatorFile.Saved(
                        imitator,
                        new float[imitator.weights()],
                        "name: \"a\\e[2Jb\\rc\\x9b2Jd\\u202ee\"\n" + "\"key\\e[2J\\x9b\\u202e\": 1\n",
                        Map.of("data", EVIL)));
        Called called = Called.with("evaluate", run);
        assertThat(called.code()).isEqualTo(2);
        harmless(called);
    }

    @Test
    void aStatusIsHarmless() throws IOException {
        Path config = TinyConfig.write(folder, "tiny");
        assertThat(Called.run(folder, config).code()).isZero();
        Path status = folder.resolve("tiny/seed-1/status.json");
        Files.writeString(
                status,
                Files.readString(status)
                        .replace("\"DONE\"", "\"FAILED\"")
                        .replace(
                                "\"message\" : \"\"",
                                "\"message\" : \"a\\u001b[2Jb\\rc\\u009b2Jd\\u202ee\\u2028f\\u2066g\\u0000h\""));
        for (Called called : new Called[] {
            Called.run(folder, config), Called.with("report", folder, "--to", folder.resolve("page.html"))
        }) {
            assertThat(called.out() + called.err()).contains("\\x9b2Jd\\u202ee");
            harmless(called);
        }
    }

    @Test
    void aLockIsHarmless() throws IOException, InterruptedException {
        Needs.PYTHON3.orSkip(); // holds the lock in a process of its own
        Path config = TinyConfig.write(folder, "tiny");
        Path trial = Files.createDirectories(folder.resolve("tiny/seed-1"));
        Process holder = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import fcntl, json, sys\n"
                                + "f = open(sys.argv[1], 'w', encoding='utf-8')\n"
                                + "evil = 'a\\x1b[2Jb\\rc\\x9b2Jd\\u202ee'\n"
                                + "json.dump({'host': evil, 'pid': 1, 'started': evil}, f, ensure_ascii=False)\n"
                                + "f.flush(); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()",
                        trial.resolve(".lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            Called called = Called.run(folder, config);
            assertThat(called.code()).isEqualTo(3);
            assertThat(called.out() + called.err()).contains("2Jd");
            harmless(called);
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    @Test
    void aVerdictKeepsItsColourAndNothingElseDoes() {
        Called called = Called.by(() -> {
            try (HarmlessOutput.Guard guard = HarmlessOutput.install()) {
                Terminal.printResult("  \u001b[1;31mdoes not imitate\u001b[0m");
                Terminal.printResult("  \u001b[1;31m\u001b[2J\u001b[0m");
                Terminal.printResult("name \u001b[1;31mred\u001b[0m");
            }
            return 0;
        });
        assertThat(called.out().lines())
                .containsExactly(
                        "  \u001b[1;31mdoes not imitate\u001b[0m",
                        "  \\x1b[1;31m\\x1b[2J\\x1b[0m",
                        "name \\x1b[1;31mred\\x1b[0m");
    }

    private static void harmless(Called called) {
        assertThat((called.out() + called.err())
                        .replace(System.lineSeparator(), "")
                        .codePoints())
                .noneMatch(c -> Character.isISOControl(c) && c != '\t'
                        || Character.getType(c) == Character.FORMAT
                        || c == 0x2028
                        || c == 0x2029);
    }
}
