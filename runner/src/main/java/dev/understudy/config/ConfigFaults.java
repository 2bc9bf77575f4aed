package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.fault.Spelling;
import dev.understudy.imitation.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is said of a key or of its value: always the place where it was written, which its {@link Node} knows. */
final class ConfigFaults {
    private ConfigFaults() {}

    /** What to do about a place where there is nothing better to say. */
    static String remedy(String where) {
        return where.startsWith("-o") ? "correct the option" : "correct the line";
    }

    /** The value does not have the form that its key wants. */
    static Fault wrong(String path, Node node, String expected) {
        return wrong(path, node, expected, List.of());
    }

    /** The same, where {@code known} are words of which one was perhaps meant. */
    static Fault wrong(String path, Node node, String expected, Collection<String> known) {
        String field = path.isEmpty() ? "the config" : path;
        String word = node instanceof Node.Scalar scalar ? scalar.text() : "";
        return Fault.badInput(
                node.where() + " " + field,
                "is " + Printable.brief(node.shown()),
                expected,
                Spelling.meant(word, known).orElse(remedy(node.where())));
    }

    /** @param path of the section in which the key stands */
    static Fault unknown(String path, String key, String where, Collection<String> known) {
        Optional<String> meant = Spelling.meant(key, known);
        return Fault.badInput(
                where + " " + Node.join(path, Printable.brief(key)),
                "is unknown",
                meant.isPresent() ? "a known key" : known.isEmpty() ? "no key" : "one of " + String.join(", ", known),
                meant.orElse(remedy(where)));
    }

    /**
     * A record refuses a value. The place is that of the field that it names, or of the section around it where the field
     * has its default; the value is shown as it was written.
     *
     * @param path of the record
     */
    static Fault refused(Node root, String path, Refusal refusal) {
        String field = absolute(path, refusal.field());
        Node written = root.at(field);
        return Fault.badInput(
                written.where() + " " + field,
                "is " + Printable.brief(asWritten(written, refusal.found())),
                refusal.expected(),
                remedy(written.where()),
                refusal);
    }

    /** Records of {@code imitation} name their own field only: {@code sgd.momentum}, found at {@code teacher.sgd}. */
    private static String absolute(String path, String field) {
        String first = field.split("[.\\[]", 2)[0];
        if (RecordTree.keys(Config.class).contains(first)) {
            return field;
        }
        int dot = path.lastIndexOf('.');
        return dot < 0 ? field : Node.join(path.substring(0, dot), field);
    }

    /** The text of which the number was made; a record of a list may show one of the list's items. */
    private static String asWritten(Node node, String found) {
        List<Node> nodes = node instanceof Node.Items items ? items.list() : List.of(node);
        return nodes.stream()
                .filter(written -> Scalars.isNumber(written, found))
                .findFirst()
                .map(Node::shown)
                .orElse(found);
    }

    /** Another value than that of the imitator that the config names. */
    static Fault besidePretrained(Node root, String field, Object has, String pretrained) {
        Node given = root.at(field);
        return Fault.badInput(
                given.where() + " " + field,
                "is " + Printable.brief(given.shown()) + " beside imitator.pretrained " + Printable.brief(pretrained),
                Printable.brief(has.toString()) + ", which it has been trained with",
                "leave the key out, or leave imitator.pretrained out to train from the start");
    }
}
