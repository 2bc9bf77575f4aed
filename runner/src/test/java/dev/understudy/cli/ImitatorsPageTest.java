package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import dev.understudy.run.ImitatorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The figures of docs/imitators.md are those of the page that was generated from the runs, so a wrong copy is found. */
class ImitatorsPageTest {
    private static final Pattern OF_IMITATORS = Pattern.compile(
            "\\| .*\\(`([a-z-]+)`\\) \\| [a-z-]+ \\| ([\\d.]+) \\[([\\d.]+)] \\| ([\\d.]+) \\[([\\d.]+)] \\|");
    private static final Pattern OF_PAGE = Pattern.compile(
            "\\| ([a-z-]+) \\|[^|]*\\| (4,000|10,000) \\|[^|]*\\| ([\\d.]+), [^|]*\\| ([+-][\\d.]+) ±.*");

    @Test
    void theRatiosAndNoiseFloorsAreThoseOfTheFidelityPage() throws IOException {
        Map<String, List<String>> page = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Root.path("docs/results/fidelity.md"))) {
            Matcher row = OF_PAGE.matcher(line);
            if (row.matches()) {
                List<String> figures = page.computeIfAbsent(row.group(1), name -> new ArrayList<>());
                figures.add(row.group(3));
                figures.add(String.format(Locale.ROOT, "%.3f", Math.exp(Double.parseDouble(row.group(4)))));
            }
        }
        Map<String, List<String>> imitators = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Root.path("docs/imitators.md"))) {
            Matcher row = OF_IMITATORS.matcher(line);
            if (row.matches()) {
                imitators.put(row.group(1), List.of(row.group(2), row.group(3), row.group(4), row.group(5)));
            }
        }
        assertThat(imitators.keySet()).containsExactlyInAnyOrderElementsOf(ImitatorFile.IMITATING);
        imitators.forEach((name, figures) -> assertThat(figures).as(name).isEqualTo(page.get(name)));
    }
}
