package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/environment.md has every variable and every property that the program, its launcher and its image read or set, and no other. */
class EnvironmentPageTest {
    private static final String UNDERSTUDYS = "(UNDERSTUDY_[A-Z_]+[A-Z])";
    /** Facts about the JVM and the system, which no user sets. */
    private static final String FACTS = "os\\..*|java\\.(home|vm\\..*|vendor|version|class\\.path)|user\\.name|version";

    /** Words of MLflow's interface, in a class that also reads its credentials from the environment. */
    private static final Set<String> MLFLOWS = Set.of("ACTIVE_ONLY", "RESOURCE_DOES_NOT_EXIST");

    private static Set<String> page(String heading, String name) throws IOException {
        String page = Files.readString(Root.path("docs/environment.md"));
        String section = page.substring(page.indexOf("## " + heading)).replaceFirst("(?s)(?<=.)\n## .*", "");
        return found(
                Pattern.compile("`(" + name + ")`"),
                section.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(0, line.indexOf('|', 1)))
                        .collect(Collectors.joining("\n")));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(match::group)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> texts(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Root.path(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .map(EnvironmentPageTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    @Test
    void everyVariableHasItsRow() throws IOException {
        Set<String> read = new TreeSet<>();
        // A class that looks at its environment names the variables in it.
        Pattern literal =
                Pattern.compile("\"([A-Z][A-Z0-9]*_[A-Z0-9_]+)\"|\\.get\\(\"([A-Z]+)\"\\)|getenv\\(\"(\\w+)\"\\)");
        for (String java : texts("runner/src/main/java", ".java")) {
            if (java.contains("getenv") || java.contains("environment")) {
                read.addAll(found(literal, java));
            }
        }
        assertThat(read).as("the pattern finds them").contains("UNDERSTUDY_DATA", "TERM", "OMP_NUM_THREADS");
        String launcher = text(Root.path("runner/src/bundle/understudy"));
        read.addAll(found(Pattern.compile("\\$\\{?([A-Z][A-Z0-9_]+)"), launcher));
        text(Root.path("Dockerfile"))
                .lines()
                .filter(line -> line.startsWith("ENV "))
                .forEach(line -> read.addAll(found(Pattern.compile("([A-Z][A-Z0-9_]+)="), line)));
        for (String folder :
                List.of("runner/src/bundle", "runner/src/gpu", "docker", "docs/results", "docs/decisions")) {
            texts(folder, "").forEach(text -> read.addAll(found(Pattern.compile(UNDERSTUDYS), text)));
        }

        read.removeAll(MLFLOWS);
        assertThat(page("Variables of the program", "[A-Z][A-Z0-9_]+")).isEqualTo(read);
    }

    @Test
    void everyPropertyHasItsRow() throws IOException {
        Set<String> read = new TreeSet<>();
        Pattern asked = Pattern.compile(
                "(?:getProperty|getInteger|getBoolean)\\(\\s*\"([^\"]+)\"|\"(understudy\\.(?!yaml|schema)[a-z.]+)\"");
        Pattern askedAlone = Pattern.compile("(?:getProperty|getInteger|getBoolean)\\(\\s*\"([^\"]+)\"");
        Pattern known = Pattern.compile("(?:String \\w+|property) = \"([a-z]+(?:\\.[a-zA-Z]+)+)\"");
        for (String java : texts("runner/src/main/java", ".java")) {
            // In the exports a name with our prefix is a tag of MLflow's.
            read.addAll(found(java.contains("package dev.understudy.export;") ? askedAlone : asked, java));
            if (java.contains("System.getProperty")) {
                read.addAll(found(known, java));
            }
        }
        texts("runner/src/test/java", ".java")
                .forEach(test -> read.addAll(found(Pattern.compile("\"(understudy\\.[a-z]+\\.[a-z]+)\", "), test)));
        read.addAll(found(Pattern.compile("\"-D([\\w.]+)="), text(Root.path("Dockerfile"))));
        read.removeIf(property -> property.matches(FACTS));

        assertThat(page("System properties", "[a-z]+(?:\\.[a-zA-Z]+)+")).isEqualTo(read);
    }

    @Test
    void theHelpNamesThePage() throws IOException {
        assertThat(text(Root.path("runner/src/main/java/dev/understudy/cli/Main.java")))
                .contains("docs/environment.md");
    }
}
