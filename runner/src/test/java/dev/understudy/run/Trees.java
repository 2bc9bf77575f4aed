package dev.understudy.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies and removes folders with their content. */
final class Trees {
    private Trees() {}

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : all(folder)) {
                Files.delete(path);
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        List<Path> all = all(from);
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.copy(all.get(i), to.resolve(from.relativize(all.get(i)).toString()));
        }
    }

    /** Relative to the folder, in order. */
    static List<Path> files(Path folder) throws IOException {
        return all(folder).stream()
                .filter(Files::isRegularFile)
                .map(folder::relativize)
                .sorted()
                .toList();
    }

    /** The content of a folder comes before it. */
    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
