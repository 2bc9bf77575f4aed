package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/** Every skip of a test has a sentence and a property that turns it into a failure. */
class NeedsTest {
    private static final Needs ANY = Needs.DEV_FULL;
    private static final Pattern SKIPS =
            Pattern.compile("Assumptions|\\bassum(e|ing)\\w*\\(|TestAborted|api\\.condition|@(Disabled|Enabled)");

    @TempDir
    private Path folder;

    private final String before = System.getProperty(ANY.property());

    @AfterEach
    void theSwitchIsAsItWas() {
        if (before == null) {
            System.clearProperty(ANY.property());
        } else {
            System.setProperty(ANY.property(), before);
        }
    }

    @Test
    void whatIsMissingSkipsTheTestWithASentence() {
        System.clearProperty(ANY.property());

        assertThatThrownBy(() -> ANY.orSkip(false, "on this disk"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage(
                        "Assumption failed: this system has no /dev/full: on this disk (a failure with -Drequire.dev-full=true)");
    }

    @Test
    void withItsSwitchItFailsTheTest() {
        System.setProperty(ANY.property(), "true");

        assertThatThrownBy(() -> ANY.orSkip(false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("-Drequire.dev-full=true, but this system has no /dev/full");
    }

    @Test
    void whatIsThereLetsTheTestGoOnWithOrWithoutTheSwitch() {
        ANY.orSkip(true);
        System.setProperty(ANY.property(), "true");
        ANY.orSkip(true);
    }

    /** Run by the next test alone. */
    static class Some {
        @Test
        void lacks() {
            ANY.orSkip(false);
        }

        @Test
        void lacksNothing() {}
    }

    static class Whole {
        @BeforeAll
        static void lack() {
            ANY.orSkip(false);
        }

        @Test
        void isNotReached() {}
    }

    @Test
    void everySkipIsNamedThatOfAWholeClassToo() throws IOException {
        System.clearProperty(ANY.property());
        Path file = folder.resolve("skipped.txt");
        LauncherConfig alone = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();

        LauncherFactory.create(alone)
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Some.class), selectClass(Whole.class))
                                .build(),
                        new SkippedTests(file));

        String reason = ": this system has no /dev/full (a failure with -Drequire.dev-full=true)";
        assertThat(file).hasContent(Some.class.getName() + ".lacks" + reason + "\n" + Whole.class.getName() + reason);
    }

    @Test
    void noTestSkipsInAnotherWay() throws IOException {
        Path tests = Root.path("runner/src/test/java");
        try (Stream<Path> walk = Files.walk(tests)) {
            List<Path> sources = walk.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.getFileName().toString().startsWith("Needs"))
                    .toList();
            assertThat(sources)
                    .hasSizeGreaterThan(100)
                    .allSatisfy(source -> assertThat(SKIPS.matcher(Files.readString(source))
                                    .results()
                                    .map(r -> r.group()))
                            .as(tests.relativize(source)
                                    + " skips on its own; a constant of Needs gives the skip a switch")
                            .isEmpty());
        }
    }

    @Test
    void everySwitchIsDocumentedAndNoOtherIsGiven() throws IOException {
        // Not a test's: docker/check.sh takes it.
        List<String> known = Stream.concat(
                        Arrays.stream(Needs.values()).map(Needs::property), Stream.of("require.buildah"))
                .toList();
        String contributing = Files.readString(Root.path("CONTRIBUTING.md"));

        assertThat(known.stream().filter(name -> !contributing.contains("`" + name.substring(8) + "`")))
                .as("switches that CONTRIBUTING.md does not list")
                .isEmpty();
        assertThat(System.getProperties().stringPropertyNames().stream()
                        .filter(name -> name.startsWith("require."))
                        .collect(Collectors.toList()))
                .as("properties of this run; a misspelled one would require nothing")
                .isSubsetOf(known);
    }
}
