package dev.understudy.report;

import dev.understudy.run.Held;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run directory with a few lines written by hand, and its report. */
final class Evaluated {
    private final Path directory;
    private final StringBuilder lines = new StringBuilder();

    Evaluated(Path folder, String name) {
        directory = folder.resolve(name).resolve("seed-1");
    }

    /**
     * The end of a rollout after 4000 steps, with these members in addition to seed, rollout and a loss of the mean θ.
     */
    Evaluated end(String driver, long seed, double meanLoss, String more) {
        return line("\"kind\":\"result\",\"seed\":%d,\"rollout\":\"%s\",\"step\":4000,\"meanLoss\":%s%s"
                .formatted(seed, driver, meanLoss, more));
    }

    Evaluated end(String driver, long seed, double meanLoss) {
        return end(driver, seed, meanLoss, "");
    }

    Evaluated diverged(String driver, long seed, int step) {
        return line("\"kind\":\"result\",\"seed\":%d,\"rollout\":\"%s\",\"step\":%d,\"firstBadStep\":%d"
                .formatted(seed, driver, step + 10, step));
    }

    /** A point of a curve. */
    Evaluated point(String driver, long seed, int step, String losses, String more) {
        return line("\"kind\":\"point\",\"seed\":%d,\"rollout\":\"%s\",\"step\":%d,\"losses\":[%s]%s"
                .formatted(seed, driver, step, losses, more));
    }

    Evaluated line(String members) {
        lines.append("{\"format\":3,").append(members).append("}\n");
        return this;
    }

    Evaluated file(String name, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Evaluated status(String state, String message) {
        file(
                RunDirectory.STATUS,
                "{\"state\":\"%s\",\"metaStep\":7,\"message\":\"%s\",\"stackTrace\":null,\"started\":\"2025-01-01T00:00:00Z\",\"updated\":\"2025-01-01T00:01:00Z\"}"
                        .formatted(state, message));
        if (state.equals("RUNNING")) {
            Held.forGood(directory);
        }
        return this;
    }

    Path directory() {
        file(RunDirectory.EVALUATION, lines.toString());
        return directory;
    }

    Trial trial() {
        return Report.read(List.of(directory())).trials().get(0);
    }

    /** The rows of all tables in a page: each the texts of its cells, joined by bars. */
    static List<String> rows(String html) {
        List<String> rows = new ArrayList<>();
        Matcher row = Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL).matcher(html);
        while (row.find()) {
            rows.add(row.group(1)
                    .replaceAll("</t[hd]><t[hd][^>]*>", " | ")
                    .replaceAll("<br>", " ")
                    .replaceAll("<[^>]*>", "")
                    .strip()
                    .toLowerCase(Locale.ROOT));
        }
        return rows;
    }
}
