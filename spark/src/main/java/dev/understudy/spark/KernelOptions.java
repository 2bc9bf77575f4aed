package dev.understudy.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The options with which a JVM runs the program's kernels fast, as of its launchers. */
final class KernelOptions {
    private KernelOptions() {}

    static List<String> all() {
        List<String> options = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
        try (InputStream file = KernelOptions.class.getResourceAsStream("kernels.args")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("-"))
                    .forEach(options::add);
        } catch (IOException e) {
            throw new IllegalStateException("kernels.args of this jar cannot be read", e);
        }
        return options;
    }
}
