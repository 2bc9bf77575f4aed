package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** docs/reliability.md names a test for each promise; each is there. */
@Tag("slow")
class ReliabilityPageTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test\\.\\w+)`");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Set<String> tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.understudy").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method ->
                                method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class))
                        .map(method -> method.getOwner().getSimpleName() + "." + method.getName())
                        .collect(Collectors.toSet());
        List<String> named = NAMED.matcher(Files.readString(Root.path("docs/reliability.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(named).isSubsetOf(tests);
    }
}
