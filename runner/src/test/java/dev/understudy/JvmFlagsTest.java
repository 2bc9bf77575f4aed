package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JVM options in .mvn/jvm.config, a file that cannot have comments. */
class JvmFlagsTest {
    private static List<String> flags() throws IOException {
        return Arrays.stream(Files.readString(Root.path(".mvn/jvm.config")).split("\\s+"))
                .toList();
    }

    @Test
    void eachFlagHasItsReasonInContributing() throws IOException {
        String reasons = Files.readString(Root.path("CONTRIBUTING.md"));

        assertThat(flags())
                .isNotEmpty()
                .allSatisfy(flag -> assertThat(reasons)
                        .contains(flag.replaceFirst("^(jdk\\.compiler/com\\.sun\\.tools\\.javac\\.)\\w+=", "$1…=")
                                .replaceFirst("^(-XX:CompileCommand=dontinline,).*", "$1…")));
    }

    @Test
    void aJvmThatDoesNotKnowAFlagIgnoresIt() throws IOException {
        assertThat(flags()).contains("-XX:+IgnoreUnrecognizedVMOptions");
    }

    /** Surefire's by the root POM, those of tests by ChildJvm. */
    @Test
    void theJvmsThatMavenStartsHaveTheSameButForWhatFormatsTheCode() throws IOException {
        List<String> flags = flags().subList(0, flags().indexOf("--add-exports"));

        assertThat(Files.readString(Root.path("pom.xml")).replaceAll("\\s+", " "))
                .contains("<jvm.flags> " + String.join(" ", flags) + " </jvm.flags>");
        List<String> command = ChildJvm.command();
        int file = command.size() - 1;
        assertThat(command.get(file)).endsWith("kernels.args").startsWith("@"); // see KernelFlagsTest
        assertThat(command.subList(1, file)).isEqualTo(flags.subList(0, file - 1));
        assertThat(flags.subList(file - 1, flags.size())).allMatch(flag -> flag.startsWith("-XX:CompileCommand="));
    }
}
