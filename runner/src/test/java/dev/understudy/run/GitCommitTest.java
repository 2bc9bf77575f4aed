package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories are made by hand, of no more than what git takes for one. */
class GitCommitTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String OTHER = "f".repeat(40);

    @TempDir
    Path root;

    private Path git;

    @BeforeEach
    void makeARepository() throws IOException {
        git = root.resolve("repository/.git");
        Files.createDirectories(git.resolve("objects"));
        Files.createDirectories(git.resolve("refs"));
        write(git.resolve("HEAD"), "ref: refs/heads/topic/one\n");
        write(git.resolve("refs/heads/topic/one"), COMMIT + "\n");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static Path classes(Path checkout) throws IOException {
        return Files.createDirectories(checkout.resolve("runner/target/classes"));
    }

    @Test
    void aProgramInItsCheckoutIsOfTheCommitThatIsCheckedOut() throws IOException {
        Needs.GIT.orSkip();
        Path checkout = root.resolve("repository");
        assertThat(GitCommit.of(classes(checkout))).isEqualTo(COMMIT);
        assertThat(GitCommit.of(jar(checkout.resolve("runner/target"), "Git-Commit", "unknown")))
                .isEqualTo(COMMIT);
        write(git.resolve("HEAD"), OTHER + "\n");
        assertThat(GitCommit.of(classes(checkout))).isEqualTo(OTHER);
    }

    @Test
    void aWorktreeHasACommitOfItsOwn() throws IOException {
        Needs.GIT.orSkip();
        write(root.resolve("tree/.git"), "gitdir: " + git.resolve("worktrees/tree") + "\n");
        write(git.resolve("worktrees/tree/HEAD"), "ref: refs/heads/side\n");
        write(git.resolve("worktrees/tree/commondir"), "../..\n");
        write(git.resolve("refs/heads/side"), OTHER + "\n");
        assertThat(GitCommit.of(classes(root.resolve("tree")))).isEqualTo(OTHER);
    }

    @Test
    void aRepositoryAboveAProgramThatWasNotBuiltThereIsNotAsked() throws IOException {
        Path elsewhere = Files.createDirectories(root.resolve("repository/tools"));
        assertThat(GitCommit.of(elsewhere)).isEqualTo("unknown");
        assertThat(GitCommit.of(jar(elsewhere, "Created-By", "a test"))).isEqualTo("unknown");
    }

    @Test
    void withoutARepositoryOrACommitItIsUnknown() throws IOException {
        assertThat(GitCommit.of(classes(root.resolve("archive")))).isEqualTo("unknown");
        write(git.resolve("HEAD"), "ref: refs/heads/unborn\n");
        assertThat(GitCommit.of(classes(root.resolve("repository")))).isEqualTo("unknown");
        write(root.resolve("broken/.git"), "x");
        assertThat(GitCommit.of(classes(root.resolve("broken")))).isEqualTo("unknown");
    }

    @Test
    void aJarNamesTheCommitThatItsBuildWasGivenAndNothingElse() throws IOException {
        assertThat(GitCommit.of(jar(root, "Git-Commit", COMMIT))).isEqualTo(COMMIT);
        assertThat(GitCommit.of(jar(root.resolve("repository/runner/target"), "Git-Commit", OTHER)))
                .isEqualTo(OTHER);
        assertThat(GitCommit.of(jar(root, "Git-Commit", "unknown"))).isEqualTo("unknown");
        assertThat(GitCommit.of(jar(root, "Created-By", "a test"))).isEqualTo("unknown");
        write(root.resolve("broken.jar"), "x");
        assertThat(GitCommit.of(root.resolve("broken.jar"))).isEqualTo("unknown");
    }

    private static Path jar(Path folder, String key, String value) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(key, value);
        Path jar = Files.createTempFile(Files.createDirectories(folder), "program", ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void thisProgramIsOfItsOwnCheckout() throws Exception {
        Path program = Path.of(GitCommit.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(GitCommit.ofThisProgram()).isEqualTo(GitCommit.of(program)).matches("unknown|[0-9a-f]{40,64}");
    }
}
