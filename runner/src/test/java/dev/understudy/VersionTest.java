package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.train.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program prints the version that Maven builds. */
class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "pom.xml, understudy-parent",
        "runner/pom.xml, understudy-parent",
        "cuda-profile/pom.xml, understudy-parent",
        "runner/src/library-user/pom.xml, understudy"
    })
    void everyPomHasTheVersionOfTheProgram(String pom, String artifact) throws IOException {
        assertThat(Files.readString(Root.path(pom)))
                .containsPattern("<artifactId>" + artifact + "</artifactId>\\s*<version>"
                        + Pattern.quote(Experiment.VERSION) + "</version>");
    }

    @Test
    void theVersionHasItsSectionInTheListOfChanges() throws IOException {
        assertThat(Files.readString(Root.path("CHANGELOG.md")))
                .containsPattern("(?m)^## " + Pattern.quote(Experiment.VERSION.replace("-SNAPSHOT", "")) + "\\b");
    }
}
