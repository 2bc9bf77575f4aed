package dev.understudy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Style and script that go into every page. */
final class Assets {
    /** uPlot 1.6.32 as npm has it, file for file: on Maven Central it ends at 1.6.30, which has an advisory (CVE-2024-21489). */
    private static final String UPLOT = "uplot/";

    private static final List<String> SCRIPTS =
            List.of("numbers.js", "plot.js", "legend.js", "keyboard.js", "csv.js", "figures.js", "page.js");

    private Assets() {}

    static String css() {
        return resource(UPLOT + "uPlot.min.css") + "\n" + resource("report.css");
    }

    /** uPlot under its licence, then our own: parts of one scope, each of which may use those before it. */
    static String javascript() {
        String own = SCRIPTS.stream().map(Assets::resource).collect(Collectors.joining("\n"));
        return "/*!\n" + resource(UPLOT + "LICENSE") + "\n*/\n" + resource(UPLOT + "uPlot.iife.min.js")
                + "\n(() => {\n\"use strict\";\n" + own + "})();";
    }

    private static String resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not on the class path; expected it beside this class: build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " on the class path cannot be read", e);
        }
    }
}
