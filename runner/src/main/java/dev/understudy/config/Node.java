package dev.understudy.config;

import dev.understudy.fault.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value in a YAML file, with its place: {@code adam.yaml:12}, or {@code -o} for an override. */
sealed interface Node {
    String where();

    /** The value as an error message shows it; see {@link Printable#brief}. */
    String shown();

    /** The path of a key below another; the root's is empty. */
    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The value of this key, or at this index; null if there is none. */
    default Node child(String key) {
        return null;
    }

    /** The value at {@code optimizee.layers[0].conv} below this node, or the last node on the way to it that exists. */
    default Node at(String path) {
        Node node = this;
        for (String key : path.split("[.\\[\\]]+")) {
            Node child = node.child(key);
            if (child == null) {
                return node;
            }
            node = child;
        }
        return node;
    }

    /** A copy whose changes do not affect this node. */
    default Node copy() {
        return this; // scalars and lists are immutable
    }

    /** Whether this is no value: a plain {@code null}, {@code ~}, or nothing. */
    default boolean isNull() {
        return false;
    }

    /** @param plain written without quotes */
    record Scalar(String text, boolean plain, String where) implements Node {
        @Override
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String shown() {
            if (plain) {
                return text.isEmpty() ? "empty" : text;
            }
            return '"' + text + '"';
        }
    }

    record Items(List<Node> list, String where) implements Node {
        @Override
        public Node child(String index) {
            return list.get(Integer.parseInt(index)); // a record names only indexes of items in its list
        }

        @Override
        public String shown() {
            return list.stream().limit(32).map(Node::shown).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** A mapping in the file's order. Overrides change {@code map}. */
    record Keys(Map<String, Key> map, String where) implements Node {
        static Keys empty(String where) {
            return new Keys(new LinkedHashMap<>(), where);
        }

        @Override
        public Node child(String key) {
            Key found = map.get(key);
            return found == null ? null : found.value();
        }

        @Override
        public Keys copy() {
            Keys copy = empty(where);
            map.forEach(
                    (key, entry) -> copy.put(key, entry.where(), entry.value().copy()));
            return copy;
        }

        void put(String key, String where, Node value) {
            map.put(key, new Key(where, value));
        }

        @Override
        public String shown() {
            return map.keySet().stream().limit(32).map(k -> k + ": …").collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** @param where the place of the key itself, for an error about its name */
    record Key(String where, Node value) {}
}
