package dev.understudy.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * The commit that is checked out, read from git's files: a GPU host or a container need not have git. Changes that are
 * not committed cannot be seen this way.
 */
public final class GitCommit {
    public static final String UNKNOWN = "unknown";
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private GitCommit() {}

    /**
     * The commit of the checkout that this program was built in. It is looked for above the build's {@code target}
     * directory and not above the working directory, which may belong to another repository. A jar that has left its
     * checkout, as in a container, names the commit that its build was given.
     */
    public static String ofThisProgram() {
        CodeSource source = GitCommit.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? UNKNOWN : of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | RuntimeException e) {
            // Not loaded from files.
            return UNKNOWN;
        }
    }

    /** @param program a directory of classes, or a jar */
    static String of(Path program) {
        for (Path path = program; path != null; path = path.getParent()) {
            if (path.endsWith("target")) {
                String commit = above(path);
                return commit.equals(UNKNOWN) ? inManifest(program) : commit;
            }
        }
        return inManifest(program);
    }

    private static String inManifest(Path program) {
        if (!Files.isRegularFile(program)) {
            return UNKNOWN;
        }
        try (JarFile jar = new JarFile(program.toFile())) {
            Manifest manifest = jar.getManifest();
            String commit =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Git-Commit");
            return commit != null && HASH.matcher(commit).matches() ? commit : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The commit of the repository that holds this directory, or "unknown". */
    public static String above(Path directory) {
        for (Path path = directory.toAbsolutePath().normalize(); path != null; path = path.getParent()) {
            if (Files.exists(path.resolve(".git"))) {
                try {
                    return head(gitDirectory(path.resolve(".git")))
                            .filter(hash -> HASH.matcher(hash).matches())
                            .orElse(UNKNOWN);
                } catch (IOException | RuntimeException e) {
                    return UNKNOWN;
                }
            }
        }
        return UNKNOWN;
    }

    /** In a worktree or a submodule, .git is a file that says where. */
    private static Path gitDirectory(Path git) throws IOException {
        if (Files.isDirectory(git)) {
            return git;
        }
        String line = Files.readString(git).strip();
        return git.resolveSibling(line.substring("gitdir:".length()).strip());
    }

    private static Optional<String> head(Path git) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith("ref:")) {
            return Optional.of(head);
        }
        String reference = head.substring("ref:".length()).strip();
        // A worktree has its own HEAD, and its branches in the directory that commondir names.
        Path common = Files.exists(git.resolve("commondir"))
                ? git.resolve(Files.readString(git.resolve("commondir")).strip())
                : git;
        for (Path place : List.of(git.resolve(reference), common.resolve(reference))) {
            if (Files.isRegularFile(place)) {
                return Optional.of(Files.readString(place).strip());
            }
        }
        Path packed = common.resolve("packed-refs");
        return !Files.exists(packed)
                ? Optional.empty()
                : Files.readAllLines(packed).stream()
                        .filter(line -> line.endsWith(" " + reference))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .findFirst();
    }
}
