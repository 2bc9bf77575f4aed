package dev.understudy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No test runs for ever, even if the tested code would not end. */
class EndlessTestsTest {
    /** Limits in minutes, from the properties of JUnit and from surefire's configuration. */
    @Test
    void aTestThatHangsIsInterruptedAndAJvmThatGoesOnIsEnded() throws IOException {
        Properties junit = new Properties();
        try (var in =
                Files.newBufferedReader(Root.path("runner/src/test/resources/junit-platform.properties"), UTF_8)) {
            junit.load(in);
        }
        assertThat(junit.getProperty("junit.jupiter.execution.timeout.default")).isEqualTo("10 m");
        Matcher jvm = Pattern.compile("<forkedProcessTimeoutInSeconds>(\\d+)<")
                .matcher(Files.readString(Root.path("runner/pom.xml")));
        assertThat(jvm.find()).isTrue();
        assertThat(Integer.parseInt(jvm.group(1))).isBetween(60, 3600);
    }

    /**
     * An interruption ends a waiting thread, but not one that computes or writes: a loop of that kind needs a condition
     * or a count.
     */
    @Test
    void noLoopOfATestIsWithoutAnEnd() throws IOException {
        Pattern endless = Pattern.compile("\\bwhile \\(true\\)|\\bfor \\( *; *; *\\)");
        try (Stream<Path> files = Files.walk(Root.path("runner/src/test/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !file.endsWith("EndlessTestsTest.java"))
                            .filter(file -> endless.matcher(read(file)).find()))
                    .isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
