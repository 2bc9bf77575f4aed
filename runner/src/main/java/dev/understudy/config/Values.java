package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of a key in a sweep, in order. */
sealed interface Values {
    long size();

    Node at(long i);

    /** Values as the file lists them. */
    record Listed(List<Node> nodes) implements Values {
        @Override
        public long size() {
            return nodes.size();
        }

        @Override
        public Node at(long i) {
            return nodes.get((int) i);
        }
    }

    /**
     * {@code 1..8}: whole numbers, both ends included. They are computed, not stored, so a mistyped end costs no
     * memory.
     */
    record Range(long first, long last, String where) implements Values {
        static final Pattern FORM = Pattern.compile("([-+0-9_eE]+)\\.\\.([-+0-9_eE]+)");

        @Override
        public long size() {
            long size = last - first + 1;
            return size > 0 ? size : Long.MAX_VALUE;
        }

        @Override
        public Node at(long i) {
            return new Node.Scalar(String.valueOf(first + i), true, where);
        }
    }

    /** The range, or null if the node is something else. @throws Fault bad input if the range descends */
    static Values range(String path, Node node) {
        if (!(node instanceof Node.Scalar scalar) || !scalar.plain()) {
            return null;
        }
        Matcher ends = Range.FORM.matcher(scalar.text());
        BigInteger first = ends.matches() ? Scalars.whole(ends.group(1)) : null;
        BigInteger last = first == null ? null : Scalars.whole(ends.group(2));
        if (last == null || first.bitLength() > 63 || last.bitLength() > 63) {
            return null;
        }
        if (first.compareTo(last) > 0) {
            throw Fault.badInput(
                    node.where() + " " + path,
                    "is " + node.shown(),
                    "a range that ascends, such as 1..8",
                    ConfigFaults.remedy(node.where()));
        }
        return new Range(first.longValue(), last.longValue(), node.where());
    }

    /**
     * The values of a swept key. @throws Fault bad input if they are neither a list nor a range, or a value cannot name
     * a folder
     */
    static Values of(String path, Node node) {
        Values range = range(path, node);
        if (range != null) {
            return range;
        }
        if (!(node instanceof Node.Items items) || items.list().isEmpty()) {
            boolean section = node instanceof Node.Keys;
            throw ConfigFaults.wrong(
                    path,
                    node,
                    section
                            ? "a key written with its dots, such as teacher.adam.learningRate, and a list"
                            : "a list such as [1, 2], or a range such as 1..8");
        }
        items.list().forEach(value -> check(path, value));
        return new Listed(items.list());
    }

    /** Checks that a swept value can be a part of a folder's name. */
    static void check(String path, Node value) {
        if (!ValueText.isNameable(value)) {
            throw Fault.badInput(
                    value.where() + " " + path,
                    "is " + Printable.brief(value.shown()),
                    "letters, digits, dots, hyphens and underscores, for a sweep names folders by its values",
                    value instanceof Node.Scalar
                            ? "give this trial a config of its own, which extends the other"
                            : "sweep the keys in it, or give this trial a config of its own, which extends the other");
        }
    }
}
