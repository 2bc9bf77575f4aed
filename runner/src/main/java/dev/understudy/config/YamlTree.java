package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Parses text into {@link Node}s from snakeyaml's events. These come lazily and unconverted, so depth, tags, aliases
 * and repeated keys are refused before anything is built from them.
 */
final class YamlTree {
    private static final int DEEPEST = 16;
    private static final int LONGEST_LIST = 1000;
    private final Iterator<Event> events;
    private final IntFunction<String> where;

    private YamlTree(String text, IntFunction<String> where) {
        this.events = new Yaml(new LoaderOptions())
                .parse(new java.io.StringReader(text))
                .iterator();
        this.where = where;
    }

    /**
     * The one document of the text; a plain empty scalar if it has none.
     *
     * @param where gives the name of a line in messages; lines are counted from 1
     */
    static Node parse(String text, IntFunction<String> where) {
        refuseUnprintable(text, where);
        try {
            return new YamlTree(text, where).document();
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            String place = where.apply(mark == null ? 1 : mark.getLine() + 1);
            String problem = Printable.brief(e.getProblem() == null ? e.getContext() : e.getProblem());
            throw Fault.badInput(place, "is not YAML (" + problem + ")", "YAML", ConfigFaults.remedy(place), e);
        }
    }

    private static void refuseUnprintable(String text, IntFunction<String> where) {
        int line = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                String place = where.apply(line);
                throw Fault.badInput(
                        place, "holds the character \\x" + Integer.toHexString(c), "text", ConfigFaults.remedy(place));
            }
            line += c == '\n' ? 1 : 0;
        }
    }

    private Node document() {
        next();
        Event event = next();
        if (event.is(Event.ID.StreamEnd)) {
            return new Node.Scalar("", true, where.apply(1));
        }
        Node root = node(next(), 0);
        next();
        Event after = next();
        if (!after.is(Event.ID.StreamEnd)) {
            throw at(after, "begins a second document", "one config per file", "move the other into a file of its own");
        }
        return root;
    }

    private Node node(Event event, int depth) {
        if (event instanceof AliasEvent || event instanceof NodeEvent named && named.getAnchor() != null) {
            throw at(event, "has an anchor or alias (& or *)", "plain values", "write the value out");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            return new Node.Scalar(scalar.getValue(), scalar.isPlain(), place(event));
        }
        if (depth == DEEPEST) {
            throw at(event, "is nested deeper", "at most " + DEEPEST + " levels", "take levels out");
        }
        refuseTag(event, ((CollectionStartEvent) event).getTag());
        return event instanceof MappingStartEvent ? keys(event, depth) : items(event, depth);
    }

    private Node keys(Event start, int depth) {
        Node.Keys keys = Node.Keys.empty(place(start));
        for (Event event = next(); !event.is(Event.ID.MappingEnd); event = next()) {
            if (!(node(event, depth + 1) instanceof Node.Scalar key)) {
                throw at(event, "has a key that is a list or a section", "a word", "correct the key");
            }
            if (keys.map().containsKey(key.text())) {
                throw at(
                        event,
                        "has " + Printable.brief(key.text()) + " a second time, after "
                                + keys.map().get(key.text()).where(),
                        "each key once",
                        "keep one");
            }
            keys.put(key.text(), place(event), node(next(), depth + 1));
        }
        return keys;
    }

    private Node items(Event start, int depth) {
        List<Node> list = new ArrayList<>();
        for (Event event = next(); !event.is(Event.ID.SequenceEnd); event = next()) {
            if (list.size() == LONGEST_LIST) {
                throw at(
                        event,
                        "is item " + (LONGEST_LIST + 1) + " of a list",
                        "at most " + LONGEST_LIST + " items",
                        "shorten the list");
            }
            list.add(node(event, depth + 1));
        }
        return new Node.Items(list, place(start));
    }

    private void refuseTag(Event event, String tag) {
        if (tag != null) {
            throw at(event, "has the tag " + Printable.brief(tag), "plain values only", "remove the tag");
        }
    }

    private Event next() {
        return events.next();
    }

    private Fault at(Event event, String found, String expected, String remedy) {
        return Fault.badInput(place(event), found, expected, remedy);
    }

    private String place(Event event) {
        return where.apply(event.getStartMark().getLine() + 1);
    }
}
