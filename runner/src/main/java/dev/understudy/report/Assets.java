package dev.understudy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Style and script that go into every page. */
final class Assets {
    /** The version is part of the path inside the web jar, so a new one must be changed here and in the root POM. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

    private static final List<String> SCRIPTS =
            List.of("numbers.js", "plot.js", "legend.js", "keyboard.js", "csv.js", "figures.js", "page.js");

    private Assets() {}

    static String css() {
        return resource(UPLOT + "dist/uPlot.min.css") + "\n" + resource("report.css");
    }

    /** uPlot under its licence, then our own: parts of one scope, each of which may use those before it. */
    static String javascript() {
        String own = SCRIPTS.stream().map(Assets::resource).collect(Collectors.joining("\n"));
        return "/*!\n" + resource(UPLOT + "LICENSE") + "\n*/\n" + resource(UPLOT + "dist/uPlot.iife.min.js")
                + "\n(() => {\n\"use strict\";\n" + own + "})();";
    }

    private static String resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name
                        + " is not on the class path; expected it from the uplot web jar or this jar: build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " on the class path cannot be read", e);
        }
    }
}
