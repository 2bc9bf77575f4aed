package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Overrides of the command line, {@code teacher.sgd.learningRate=0.1}. They are put into the tree of a file in their
 * order, before it becomes records. The value is YAML.
 * <ul>
 * <li>{@code teacher.learningRate=0.1} sets the key of the rule chosen so far: the file's, or the default.
 * <li>{@code teacher.adam.beta1=0.8} chooses adam: it keeps the file's other keys of adam, and replaces any other rule
 * with all its keys. The same holds for {@code training.metaOptimizer}.
 * <li>{@code optimizee.model} and {@code optimizee.layers} replace each other, and so do {@code data.idx} and {@code
 * data.dataset} with its {@code data.dir}.
 * <li>A list or a whole section is replaced as a whole: {@code imitator.hidden=[20,20]}.
 * <li>{@code teacher.learningRate=1e-3,3e-4}, {@code seed=1..8} and {@code imitator.hidden=[2],[20,20]} are sweeps. In
 * a key whose value is a path, a comma is a part of the path.
 * </ul>
 */
final class Overrides {
    private static final String WHERE = "-o";
    private static final String PATH = "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*";
    private static final Map<String, Object> RULES = Map.of(
            "teacher",
            Config.DEFAULTS.teacher(),
            "training.metaOptimizer",
            TrainingConfig.DEFAULTS.metaOptimizer(),
            "training.objective",
            TrainingConfig.DEFAULTS.objective());
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

    /** Keys whose values are names of files, which may have a comma. */
    private static final Set<String> FILES = Set.of("data.dir", "data.idx", "optimizee.dl4j");

    private Overrides() {}

    /** @param swept several values, or one range */
    record Setting(String path, Values values, boolean swept) {
        void apply(Node.Keys root) {
            set(root, path, WHERE, values.at(0));
        }
    }

    /** @throws Fault bad input if it is not an override */
    static Setting read(String override) {
        int equals = override.indexOf('=');
        String path = equals < 0 ? override : override.substring(0, equals).strip();
        if (equals < 0 || !isPath(path)) {
            throw Fault.badInput(
                    "-o " + Printable.brief(override),
                    "is not an override",
                    "key=value, such as -o training.unroll=20",
                    "correct the option");
        }
        refuseOfFilesOnly(path);
        String text = override.substring(equals + 1);
        List<String> parts = FILES.contains(path) ? List.of(text) : CommaList.parts(text);
        List<Node> values = parts.stream()
                .map(part -> rewhere(YamlTree.parse(part, line -> "-o " + path)))
                .toList();
        Values range = values.size() > 1 || FILES.contains(path) ? null : Values.range(path, values.get(0));
        boolean swept = range != null || values.size() > 1;
        if (swept) {
            SweepReader.refuseUnswept(path, WHERE);
        }
        if (values.size() > 1) {
            values.forEach(value -> check(path, value));
        }
        return new Setting(path, range != null ? range : new Values.Listed(values), swept);
    }

    private static void check(String path, Node value) {
        if (value instanceof Node.Scalar scalar && scalar.text().isEmpty() && scalar.plain()) {
            throw Fault.badInput(
                    "-o " + path, "has no value before or after a comma", "values, such as 1,2,3", "remove the comma");
        }
        Values.check(path, value);
    }

    private static void refuseOfFilesOnly(String path) {
        if (path.startsWith("sweep.") || path.equals(Inheritance.KEY)) {
            boolean sweep = path.startsWith("sweep.");
            throw Fault.badInput(
                    "-o " + path,
                    "is for a config file",
                    sweep ? "the key that is swept with its values, such as -o seed=1..8" : "a key of the config",
                    sweep ? "name that key" : "write it into the file");
        }
    }

    /** Whether this path chooses a rule or an objective. */
    static boolean isRule(String path) {
        return RULES.containsKey(path);
    }

    /** Whether this is the name of a rule that the path can choose. */
    private static boolean isNamed(String path, String name) {
        return OneOf.ofValue(RULES.get(path)).named(name) != null;
    }

    /** Keys of the same section that are removed when this key is given. */
    static List<String> insteadOf(String path) {
        return INSTEAD_OF.getOrDefault(path, List.of());
    }

    /** One form for both ways to write a key of a rule: {@code teacher.adam.beta1} and {@code teacher.beta1}. */
    static String bare(String path) {
        for (String rules : RULES.keySet()) {
            String[] below = path.startsWith(rules + ".")
                    ? path.substring(rules.length() + 1).split("\\.", 2)
                    : new String[0];
            if (below.length == 2 && isNamed(rules, below[0])) {
                return rules + "." + below[1];
            }
        }
        return path;
    }

    static boolean isPath(String path) {
        return path.matches(PATH);
    }

    /**
     * Puts a copy of a value into a tree.
     *
     * @param where the place of the value, for messages
     */
    static void set(Node.Keys root, String key, String where, Node value) {
        List<String> segments = new ArrayList<>(List.of(key.split("\\.")));
        Node.Keys keys = root;
        String path = "";
        for (int i = 0; i < segments.size() - 1; i++) {
            path = Node.join(path, segments.get(i));
            keys = below(keys, path, segments.get(i), where);
            if (RULES.containsKey(path)) {
                choose(keys, path, segments, i + 1);
            }
        }
        String last = segments.get(segments.size() - 1);
        if (!value.isNull()) {
            insteadOf(Node.join(path, last)).forEach(keys.map()::remove);
        }
        keys.put(last, where, value.copy());
    }

    /** The section of this name; it is made if it does not exist. */
    private static Node.Keys below(Node.Keys keys, String path, String name, String where) {
        Node child = keys.child(name);
        if (child instanceof Node.Keys section) {
            return section;
        }
        Node.Keys section = Node.Keys.empty(child == null ? where : child.where());
        if (RULES.containsKey(path) && child instanceof Node.Scalar word && isNamed(path, word.text())) {
            section.put(word.text(), word.where(), Node.Keys.empty(word.where()));
        } else if (child != null && !child.isNull()) {
            throw Fault.badInput(
                    where + " " + path,
                    "is " + Printable.brief(child.shown()) + " in " + child.where(),
                    "a section, to set a key in it",
                    "correct the option or the line");
        }
        keys.put(name, section.where(), section);
        return section;
    }

    /** Makes segment {@code at} the name of a rule, and removes all other rules. */
    private static void choose(Node.Keys rules, String path, List<String> segments, int at) {
        String next = segments.get(at);
        if (isNamed(path, next)) {
            rules.map().keySet().removeIf(other -> !other.equals(next));
        } else if (at == segments.size() - 1) {
            String chosen = rules.map().isEmpty()
                    ? OneOf.ofValue(RULES.get(path)).name(RULES.get(path))
                    : rules.map().keySet().iterator().next();
            segments.add(at, chosen);
        }
    }

    /** The node with {@code -o} as its place. Messages about values add the key themselves. */
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
