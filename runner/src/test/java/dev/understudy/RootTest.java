package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootTest {
    @TempDir
    private Path elsewhere;

    @Test
    void itIsFoundFromEveryFolderOfTheRepositoryAndFromNoOther() {
        Path root = Root.path("").toAbsolutePath().normalize();
        assertThat(Root.find(root)).isEqualTo(root);
        assertThat(Root.find(root.resolve("runner/src/test/java"))).isEqualTo(root);
        assertThatThrownBy(() -> Root.find(elsewhere)).hasMessageContaining("not in a clone");
    }
}
