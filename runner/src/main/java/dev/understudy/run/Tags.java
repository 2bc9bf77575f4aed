package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.imitation.Checks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A person's words about a run: tags.json. No process of the run reads or writes the file, so a run may be tagged
 * during its work.
 *
 * @param tags in alphabetical order, each once
 */
public record Tags(@JsonProperty(required = true) List<String> tags) {
    static final int MOST = 32;
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    public Tags {
        tags = List.copyOf(new TreeSet<>(tags));
        Checks.within("number of tags", tags.size(), 0, MOST);
        tags.forEach(tag ->
                Checks.that(ALLOWED.matcher(tag).matches(), "tag", '"' + Printable.brief(tag) + '"', expected()));
    }

    private static String expected() {
        return "1 to 32 letters a-z or A-Z, digits, '.', '_' or '-', beginning with a letter or a digit";
    }

    /** @throws Fault bad input if the word is not allowed as a tag */
    public static void check(String word) {
        if (!ALLOWED.matcher(word).matches()) {
            throw Fault.badInput("tag \"" + Printable.brief(word) + '"', "is not a tag", expected(), "choose another");
        }
    }

    /** @return without tags if the file does not exist. @throws Fault bad input if it is not a file of tags */
    public static Tags of(Path run) {
        Path file = run.resolve(RunDirectory.TAGS);
        return Json.read(file)
                .map(node -> {
                    try {
                        return RunFormat.read(node, Tags.class, file.toString());
                    } catch (IllegalArgumentException e) {
                        throw Fault.badInput(
                                file.toString(),
                                "was edited (" + e.getMessage() + ")",
                                "a list named tags",
                                "remove it and tag again",
                                e);
                    }
                })
                .orElse(new Tags(List.of()));
    }

    /**
     * The tags with this word, which may be there already.
     *
     * @throws Fault bad input if the word is not allowed, or there are too many
     */
    public Tags with(String word) {
        check(word);
        List<String> more = new ArrayList<>(tags);
        more.add(word);
        if (!tags.contains(word) && tags.size() == MOST) {
            throw Fault.badInput(
                    "tag \"" + word + '"', "would be one tag too many", "at most " + MOST + " tags", "remove another");
        }
        return new Tags(more);
    }

    /** The tags without this word. */
    public Tags without(String word) {
        return new Tags(tags.stream().filter(tag -> !tag.equals(word)).toList());
    }

    /** Writes the file completely or not at all. @param run its directory, which exists */
    public void write(Path run) {
        Json.write(run.resolve(RunDirectory.TAGS), RunFormat.stamped(this));
    }
}
