package dev.understudy;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The repository's root, found from every working directory of a test: Maven starts it there, an IDE in a module's
 * folder.
 */
public final class Root {
    private static final Path ROOT = find(Path.of("").toAbsolutePath());

    private Root() {}

    static Path find(Path from) {
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("docs/architecture.puml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(from + " is not in a clone of the repository; start tests within one");
    }

    /** @param path from the root, such as {@code docs/imitation.md} */
    public static Path path(String path) {
        return ROOT.resolve(path);
    }
}
