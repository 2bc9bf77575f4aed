package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitCommitTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path root;

    private Path git;
    private Path below;

    @BeforeEach
    void makeARepository() throws IOException {
        git = Files.createDirectories(root.resolve("repository/.git"));
        below = Files.createDirectories(root.resolve("repository/runner/src"));
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void aDetachedHeadIsTheCommit() throws IOException {
        write(git.resolve("HEAD"), COMMIT + "\n");
        assertThat(GitCommit.above(below)).isEqualTo(COMMIT);
    }

    @Test
    void aBranchLeadsToTheCommit() throws IOException {
        write(git.resolve("HEAD"), "ref: refs/heads/topic/one\n");
        write(git.resolve("refs/heads/topic/one"), COMMIT + "\n");
        assertThat(GitCommit.above(below)).isEqualTo(COMMIT);
    }

    @Test
    void aBranchMayBePacked() throws IOException {
        write(git.resolve("HEAD"), "ref: refs/heads/main\n");
        write(
                git.resolve("packed-refs"),
                "# pack-refs with: peeled fully-peeled sorted\n" + "f".repeat(40)
                        + " refs/heads/not/refs/heads/mainline\n" + COMMIT + " refs/heads/main\n" + "e".repeat(40)
                        + " refs/tags/v1\n^" + "d".repeat(40) + "\n");
        assertThat(GitCommit.above(below)).isEqualTo(COMMIT);
    }

    @Test
    void aWorktreeFindsItsBranchInTheRepositoryItBelongsTo() throws IOException {
        write(root.resolve("tree/.git"), "gitdir: " + git.resolve("worktrees/tree") + "\n");
        write(git.resolve("worktrees/tree/HEAD"), "ref: refs/heads/side\n");
        write(git.resolve("worktrees/tree/commondir"), "../..\n");
        write(git.resolve("refs/heads/side"), COMMIT + "\n");
        assertThat(GitCommit.above(root.resolve("tree"))).isEqualTo(COMMIT);
    }

    @Test
    void whatIsNotARepositoryOrNotACommitIsUnknown() throws IOException {
        write(git.resolve("HEAD"), "ref: refs/heads/unborn\n");
        assertThat(GitCommit.above(below)).isEqualTo("unknown");
        write(git.resolve("HEAD"), "nonsense\n");
        assertThat(GitCommit.above(below)).isEqualTo("unknown");
        Files.delete(git.resolve("HEAD"));
        assertThat(GitCommit.above(below)).isEqualTo("unknown");
        write(root.resolve("broken/.git"), "x");
        assertThat(GitCommit.above(root.resolve("broken"))).isEqualTo("unknown");
    }

    @Test
    void aJarWithoutACheckoutNamesTheCommitOfItsBuild() throws IOException {
        assertThat(GitCommit.of(jar("Git-Commit", COMMIT))).isEqualTo(COMMIT);
        assertThat(GitCommit.of(jar("Git-Commit", "unknown"))).isEqualTo("unknown");
        assertThat(GitCommit.of(jar("Created-By", "a test"))).isEqualTo("unknown");
        write(root.resolve("broken.jar"), "x");
        assertThat(GitCommit.of(root.resolve("broken.jar"))).isEqualTo("unknown");
    }

    private Path jar(String key, String value) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(key, value);
        Path jar = Files.createTempFile(root, "program", ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void thisProgramsCommitIsThatOfItsCheckout() {
        assertThat(GitCommit.ofThisProgram()).isEqualTo(GitCommit.above(Path.of("")));
    }
}
