package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows where each value was written, so that what a record says about a field gets its file and line. */
final class SourceLocations {
    private static final Pattern CHECKED = Pattern.compile("(\\S+) is (.*); expected (.*)", Pattern.DOTALL);
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void visit(String path, Node node) {
        nodes.put(path, node);
    }

    void read(String path, Object value) {
        values.put(path, value);
    }

    /** What to do about a place where there is nothing better to say. */
    static String remedy(String where) {
        return where.startsWith("-o") ? "correct the option" : "correct the line";
    }

    /** The value does not have the form that its key wants. */
    Fault wrong(String path, Node node, String expected) {
        return wrong(path, node, expected, List.of());
    }

    /** The same, where {@code known} are words of which one was perhaps meant. */
    Fault wrong(String path, Node node, String expected, Collection<String> known) {
        String field = path.isEmpty() ? "the config" : path;
        String word = node instanceof Node.Scalar scalar ? scalar.text() : "";
        return Fault.badInput(
                node.where() + " " + field,
                "is " + Printable.brief(node.shown()),
                expected,
                Spelling.meant(word, known).orElse(remedy(node.where())));
    }

    /** Another value than that of the imitator that the config names. */
    Fault besidePretrained(String field, Object has, String pretrained) {
        return Fault.badInput(
                where(field) + " " + field,
                "is " + Printable.brief(nodes.get(field).shown()) + " beside imitator.pretrained " + pretrained,
                Printable.brief(has.toString()) + ", which it has been trained with",
                "leave the key out, or leave imitator.pretrained out to train from the start");
    }

    static Fault unknown(String path, String key, String where, Collection<String> known) {
        Optional<String> meant = Spelling.meant(key, known);
        return Fault.badInput(
                where + " " + join(path, Printable.brief(key)),
                "is unknown",
                meant.isPresent() ? "a known key" : "one of " + String.join(", ", known),
                meant.orElse(remedy(where)));
    }

    /** Does what may break a record's check; the check's message then begins with the place of the field it names. */
    <T> T placing(String path, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            Matcher m = CHECKED.matcher(e.getMessage());
            if (!m.matches()) {
                throw new IllegalStateException("a record's check does not say what it expected", e);
            }
            String field = absolute(path, m.group(1));
            throw Fault.badInput(
                    where(field) + " " + field,
                    "is " + Printable.brief(found(field, m.group(2))),
                    m.group(3),
                    remedy(where(field)),
                    e);
        }
    }

    /** Records of {@code imitation} name their own field only: {@code sgd.momentum}, found at {@code teacher.sgd}. */
    private static String absolute(String path, String field) {
        String first = field.split("[.\\[]", 2)[0];
        if (path.isEmpty() || RecordTree.keys(Config.class).contains(first)) {
            return field;
        }
        int dot = path.lastIndexOf('.');
        return dot < 0 ? field : join(path.substring(0, dot), field);
    }

    /** As it was written, where a record shows the number that was made of it; a list's record may show one of its items. */
    private String found(String field, String found) {
        return values.keySet().stream()
                .filter(path -> (path.equals(field) || path.startsWith(field + "["))
                        && found.equals(String.valueOf(values.get(path))))
                .findFirst()
                .map(path -> nodes.get(path).shown())
                .orElse(found);
    }

    /** The place of the field, or of the nearest section around it that was written. */
    private String where(String field) {
        String path = field;
        while (!nodes.containsKey(path)) {
            int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
            path = cut < 0 ? "" : path.substring(0, cut);
        }
        return nodes.get(path).where();
    }
}
