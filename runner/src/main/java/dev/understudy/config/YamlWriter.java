package dev.understudy.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what {@link RecordTree} gives: sections as blocks, lists on one line, or one line per layer. */
final class YamlWriter {
    private YamlWriter() {}

    static String write(Map<String, Object> map) {
        StringBuilder out = new StringBuilder();
        block(map, "", out);
        return out.toString();
    }

    private static void block(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((key, value) -> {
            out.append(indent).append(key).append(':');
            if (value instanceof Map<?, ?> section) {
                out.append('\n');
                block(section, indent + "  ", out);
            } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
                out.append('\n');
                list.forEach(item ->
                        out.append(indent).append("  - ").append(flow(item)).append('\n'));
            } else {
                out.append(' ').append(flow(value)).append('\n');
            }
        });
    }

    private static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + ": " + flow(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlWriter::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    /** Plain where every YAML reader takes it for this text, else in quotes. */
    static String quoted(String text) {
        boolean word = text.matches("[A-Za-z][A-Za-z0-9_/-]*")
                && !text.matches("(?i)null|true|false|yes|no|on|off|y|n|nan|inf");
        return word ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The shortest text that gives this number again, in a form that every YAML reader takes for a number. */
    static String number(double value) {
        return Double.toString(value).replaceFirst("E-", "e-").replaceFirst("E", "e+");
    }
}
