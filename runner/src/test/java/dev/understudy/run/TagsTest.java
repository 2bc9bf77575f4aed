package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    @TempDir
    Path run;

    @Test
    void wordsAreKeptOnceAndInOrder() {
        Tags.of(run).with("paper").with("best").with("paper").write(run);

        assertThat(Tags.of(run).tags()).containsExactly("best", "paper");
        assertThat(run.resolve("tags.json")).content().contains("\"format\" : 3");
        assertThat(run.toFile().list()).containsExactly("tags.json");
    }

    @Test
    void aWordIsTakenBackAndOneThatIsNotThereIsNoFault() {
        Tags tags = new Tags(List.of("a", "b"));

        assertThat(tags.without("a").without("c").tags()).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "-a", ".a", "a/b", "ä", "a\nb", "123456789012345678901234567890123"})
    void whatIsNoWordIsRefused(String word) {
        assertThatThrownBy(() -> Tags.of(run).with(word))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("is not a tag; expected 1 to 32 letters");
    }

    @Test
    void thirtyTwoCharactersAndThirtyTwoWordsAreTheMost() {
        Tags tags = Tags.of(run).with("12345678901234567890123456789012");
        for (int i : IntStream.range(1, 32).toArray()) {
            tags = tags.with("t" + i);
        }
        Tags full = tags;

        assertThat(full.with("t1")).isEqualTo(full);
        assertThatThrownBy(() -> full.with("more"))
                .hasMessage("tag \"more\" would be one tag too many; expected at most 32 tags; remove another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"tags\":[\"two words\"]}", "{\"tags\":7}", "{}", "[", "{\"format\":9,\"tags\":[]}"})
    void aDamagedFileIsBadInput(String text) throws IOException {
        Files.writeString(run.resolve(RunDirectory.TAGS), text);

        assertThatThrownBy(() -> Tags.of(run)).isInstanceOf(Fault.class).hasMessageContaining("tags.json");
    }

    /** The tags belong to the discarded run. */
    @Test
    void aFreshStartDiscardsTheWords() {
        RunDirectory.open(run, "a", "seed-1", false).close();
        Tags.of(run).with("best").write(run.resolve("a/seed-1"));

        RunDirectory.open(run, "a", "seed-1", false).close();
        assertThat(run.resolve("a/seed-1/tags.json")).exists();
        RunDirectory.open(run, "a", "seed-1", true).close();
        assertThat(run.resolve("a/seed-1/tags.json")).doesNotExist();
    }
}
