package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A formula has one home and one description, and a tag leads from either to the other. */
class TagsTest {
    private static final Path DOC = Root.path("docs/imitation.md");
    private static final Path SOURCES = Root.path("runner/src/main/java/dev/understudy");
    private static final Path NOUNS = SOURCES.resolve("imitation");
    private static final Pattern TAG = Pattern.compile("\\[([OTIL]\\d+)]");
    private static final Pattern DESCRIPTION = Pattern.compile("\\*\\*\\[([OTIL]\\d+)]\\*\\*");

    @Test
    void theDocumentDescribesEachTagOnce() throws IOException {
        assertThat(described()).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyTagInFormulasIsDescribed() throws IOException {
        assertThat(tags(NOUNS.resolve("Formulas.java"))).isNotEmpty().isSubsetOf(described());
    }

    @Test
    void everyDescribedTagIsCitedByTheNounsOrTheirFormulas() throws IOException {
        assertThat(described()).isSubsetOf(cited(NOUNS));
    }

    @Test
    void noKernelAndNoDocumentCitesATagThatIsNotDescribed() throws IOException {
        assertThat(cited(SOURCES)).isSubsetOf(described());
        assertThat(tags(DOC)).isSubsetOf(described());
    }

    private static List<String> described() throws IOException {
        return matches(DESCRIPTION, DOC);
    }

    private static List<String> tags(Path file) throws IOException {
        return matches(TAG, file);
    }

    private static List<String> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> cited(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> file.toString().matches(".*\\.(java|cu|cuh)"))
                    .sorted()
                    .toList();
        }
        List<String> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(tags(file));
        }
        return all;
    }
}
