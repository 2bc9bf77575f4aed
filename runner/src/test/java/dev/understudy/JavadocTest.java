package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Javadoc of the whole program with doclint: broken links, wrong tags and invalid HTML are errors. A test and not a plugin of Maven, since javadoc has one
 * warning that no option hides, that a module incubates, and a plugin accepts all warnings or none.
 */
@Tag("slow")
class JavadocTest {
    private static final String INCUBATES = "warning: using incubating module(s): jdk.incubator.vector";

    @Test
    void javadocHasNothingToSay(@TempDir Path pages) throws Exception {
        ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElse(null);
        Needs.JDK.orSkip(javadoc != null);
        List<String> arguments = new ArrayList<>(List.of(
                "-quiet",
                "-private",
                "-Xdoclint:all,-missing",
                "--add-modules",
                "jdk.incubator.vector",
                "-d",
                pages.toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        try (Stream<Path> sources = Files.walk(Root.path("runner/src/main/java"))) {
            sources.map(Path::toString)
                    .filter(source -> source.endsWith(".java"))
                    .sorted()
                    .forEach(arguments::add);
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = javadoc.run(out, out, arguments.toArray(String[]::new));

        assertThat(said.toString().lines().filter(line -> !line.equals(INCUBATES) && !line.matches("\\d+ warnings?")))
                .isEmpty();
        assertThat(code).isZero();
    }
}
