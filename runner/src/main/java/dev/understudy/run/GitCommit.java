package dev.understudy.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Finds the commit that this program was built from: the one passed to its build (-Dgit.commit), for example for a
 * container, or else the HEAD of the checkout whose {@code target} folder contains the program. Uncommitted changes are
 * not detected.
 */
final class GitCommit {
    private static final String UNKNOWN = "unknown";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    /** git reads a few small files for its answer. */
    private static final int LIMIT_SECONDS = 5;

    private GitCommit() {}

    static String ofThisProgram() {
        CodeSource source = GitCommit.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? UNKNOWN : of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | RuntimeException e) {
            return UNKNOWN; // the program was not loaded from files
        }
    }

    /** @param program a directory of classes, or a jar */
    static String of(Path program) {
        return inManifest(program).or(() -> ofCheckout(program)).orElse(UNKNOWN);
    }

    private static Optional<String> inManifest(Path program) {
        if (!Files.isRegularFile(program)) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(program.toFile())) {
            return Optional.ofNullable(jar.getManifest())
                    .map(Manifest::getMainAttributes)
                    .flatMap(attributes -> hash(attributes.getValue("Git-Commit")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The working directory is not searched, since it may belong to another repository. */
    private static Optional<String> ofCheckout(Path program) {
        for (Path path = program; path != null; path = path.getParent()) {
            if (path.endsWith("target")) {
                return head(path);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> head(Path directory) {
        ProcessBuilder git = new ProcessBuilder("git", "rev-parse", "HEAD")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // In a git hook these variables name the hook's own repository.
        git.environment().remove("GIT_DIR");
        git.environment().remove("GIT_WORK_TREE");
        try {
            Process process = git.start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return hash(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty(); // git is not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<String> hash(String said) {
        return Optional.ofNullable(said).map(String::strip).filter(HASH.asMatchPredicate());
    }
}
