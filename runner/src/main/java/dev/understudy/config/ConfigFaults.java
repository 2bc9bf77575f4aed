package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.fault.Spelling;
import dev.understudy.imitation.FormerNames;
import dev.understudy.imitation.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes the errors about a key or its value. Each names the place in the file, which the {@link Node} knows. */
final class ConfigFaults {
    private ConfigFaults() {}

    /** The remedy for a place if there is no better one. */
    static String remedy(String where) {
        return where.startsWith("-o") ? "correct the option" : "correct the line";
    }

    /** The error for a value without the form that its key requires. */
    static Fault wrong(String path, Node node, String expected) {
        return wrong(path, node, expected, List.of());
    }

    /** The same error with a suggestion from {@code known}, if the value resembles one of these words. */
    static Fault wrong(String path, Node node, String expected, Collection<String> known) {
        String field = path.isEmpty() ? "the config" : path;
        String word = node instanceof Node.Scalar scalar ? scalar.text() : "";
        return Fault.badInput(
                node.where() + " " + field,
                "is " + Printable.brief(node.shown()),
                expected,
                Spelling.meant(word, known).orElse(remedy(node.where())));
    }

    /**
     * The error for the former name of a key.
     *
     * @param path of the section that has the key
     * @param now its name of today
     */
    static Fault renamed(String path, String key, String where, String now) {
        return Fault.badInput(
                where + " " + Node.join(path, key),
                "has a new name",
                now,
                "write " + FormerNames.last(now) + " instead");
    }

    /** @param path of the section that has the key */
    static Fault unknown(String path, String key, String where, Collection<String> known) {
        Optional<String> meant = Spelling.meant(key, known);
        return Fault.badInput(
                where + " " + Node.join(path, Printable.brief(key)),
                "is unknown",
                meant.isPresent() ? "a known key" : known.isEmpty() ? "no key" : "one of " + String.join(", ", known),
                meant.orElse(remedy(where)));
    }

    /**
     * The error for a value that a record refuses. The place is that of the refused key, or of the section around it if
     * the key has its default; the value is shown as the file has it.
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

    /**
     * The full path of a refused key. Records of {@code imitation} name only their own: {@code sgd.momentum} for {@code
     * teacher.sgd.momentum}.
     */
    private static String absolute(String path, String field) {
        String first = field.split("[.\\[]", 2)[0];
        if (RecordTree.keys(Config.class).contains(first)) {
            return field;
        }
        int dot = path.lastIndexOf('.');
        return dot < 0 ? field : Node.join(path.substring(0, dot), field);
    }

    /** The number as the file has it; a record may refuse one item of a list. */
    private static String asWritten(Node node, String found) {
        List<Node> nodes = node instanceof Node.Items items ? items.list() : List.of(node);
        return nodes.stream()
                .filter(written -> Scalars.isNumber(written, found))
                .findFirst()
                .map(Node::shown)
                .orElse(found);
    }

    /** The error for a key that differs from the pretrained imitator's. */
    static Fault besidePretrained(Node root, String field, Object has, String pretrained) {
        Node given = root.at(field);
        return Fault.badInput(
                given.where() + " " + field,
                "is " + Printable.brief(given.shown()) + " with imitator.pretrained " + Printable.brief(pretrained),
                Printable.brief(has.toString()) + ", which it was trained with",
                "leave the key out, or leave imitator.pretrained out to train from the start");
    }
}
