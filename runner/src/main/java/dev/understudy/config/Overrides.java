package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Overrides of the command line, {@code teacher.sgd.learningRate=0.1}, put into the tree of a file before it becomes
 * records, in the order in which they are given. The value is YAML.
 * <ul>
 * <li>{@code teacher.learningRate=0.1} means the key of the rule that is chosen by then: the file's, or the default.
 * <li>{@code teacher.adam.beta1=0.8} chooses adam: it keeps the file's other keys of adam, and replaces any other rule with
 * all its keys. The same holds for {@code training.metaOptimizer}.
 * <li>{@code optimizee.model} and {@code optimizee.layers} replace each other, and {@code data.idx} and {@code data.dataset}
 * with its {@code data.dir}.
 * <li>A list or a whole section is replaced as a whole: {@code imitator.hidden=[20,20]}.
 * </ul>
 */
final class Overrides {
    private static final String WHERE = "-o";
    private static final Map<String, Teacher> RULES = Map.of(
            "teacher", Config.DEFAULTS.teacher(), "training.metaOptimizer", TrainingConfig.DEFAULTS.metaOptimizer());
    private static final Map<String, List<String>> INSTEAD_OF = Map.of(
            "optimizee.model",
            List.of("layers", "dl4j"),
            "optimizee.layers",
            List.of("model", "dl4j"),
            "optimizee.dl4j",
            List.of("model", "layers"),
            "data.dataset",
            List.of("idx"),
            "data.idx",
            List.of("dataset", "dir"));

    private Overrides() {}

    static void apply(Node.Keys root, String override) {
        int equals = override.indexOf('=');
        String path = equals < 0 ? override : override.substring(0, equals).strip();
        if (equals < 0 || !path.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            throw Fault.badInput(
                    "-o " + Printable.brief(override),
                    "is not an override",
                    "key=value, such as -o training.unroll=20",
                    "correct the option");
        }
        Node value = YamlTree.parse(override.substring(equals + 1), line -> "-o " + path);
        set(root, new ArrayList<>(List.of(path.split("\\."))), rewhere(value));
    }

    private static void set(Node.Keys root, List<String> segments, Node value) {
        Node.Keys keys = root;
        String path = "";
        for (int i = 0; i < segments.size() - 1; i++) {
            path = Node.join(path, segments.get(i));
            keys = below(keys, path, segments.get(i));
            if (RULES.containsKey(path)) {
                choose(keys, path, segments, i + 1);
            }
        }
        String last = segments.get(segments.size() - 1);
        if (!value.isNull()) {
            INSTEAD_OF.getOrDefault(Node.join(path, last), List.of()).forEach(keys.map()::remove);
        }
        keys.put(last, WHERE, value);
    }

    /** The section of this name, which comes into being where it is not there yet. */
    private static Node.Keys below(Node.Keys keys, String path, String name) {
        Node child = keys.child(name);
        if (child instanceof Node.Keys section) {
            return section;
        }
        Node.Keys section = Node.Keys.empty(child == null ? WHERE : child.where());
        if (RULES.containsKey(path) && child instanceof Node.Scalar word && Teacher.named(word.text()) != null) {
            section.put(word.text(), word.where(), Node.Keys.empty(word.where()));
        } else if (child != null && !child.isNull()) {
            throw Fault.badInput(
                    "-o " + path,
                    "is " + Printable.brief(child.shown()) + " in " + child.where(),
                    "a section, to set a key in it",
                    "correct the option or the line");
        }
        keys.put(name, section.where(), section);
        return section;
    }

    /** Makes segment {@code at} the name of a rule, and this rule the only one. */
    private static void choose(Node.Keys rules, String path, List<String> segments, int at) {
        String next = segments.get(at);
        if (Teacher.named(next) != null) {
            rules.map().keySet().removeIf(other -> !other.equals(next));
        } else if (at == segments.size() - 1) {
            String chosen = rules.map().isEmpty()
                    ? RULES.get(path).name()
                    : rules.map().keySet().iterator().next();
            segments.add(at, chosen);
        }
    }

    /** Messages about values name the field after the place, so the place is the option alone. */
    private static Node rewhere(Node node) {
        if (node instanceof Node.Scalar s) {
            return new Node.Scalar(s.text(), s.plain(), WHERE);
        }
        if (node instanceof Node.Items items) {
            return new Node.Items(items.list().stream().map(Overrides::rewhere).toList(), WHERE);
        }
        Node.Keys keys = Node.Keys.empty(WHERE);
        ((Node.Keys) node).map().forEach((key, value) -> keys.put(key, WHERE, rewhere(value.value())));
        return keys;
    }
}
