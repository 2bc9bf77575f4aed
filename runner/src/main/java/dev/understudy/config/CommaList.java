package dev.understudy.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits {@code a,b,c} of the command line into a, b and c. A comma in quotes, brackets, braces or a comment does not
 * separate.
 */
final class CommaList {
    private CommaList() {}

    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int depth = 0;
        char quote = 0;
        char before = ','; // the last one that is not a space; quotes and brackets open only where a value begins
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                i += quote == '"' && c == '\\' ? 1 : 0;
                boolean doubled = c == quote && text.startsWith("''", i); // a quote character of the text
                i += doubled ? 1 : 0;
                quote = c == quote && !doubled ? 0 : quote;
                before = 'x';
                continue;
            }
            boolean begins = ",:[{".indexOf(before) >= 0;
            if (c == '#' && i > 0 && Character.isWhitespace(text.charAt(i - 1))) {
                break;
            } else if (begins && (c == '"' || c == '\'')) {
                quote = c;
            } else if ((begins || depth > 0) && (c == '[' || c == '{')) {
                depth++;
            } else if (depth > 0 && (c == ']' || c == '}')) {
                depth--;
            } else if (depth == 0 && c == ',') {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
            before = Character.isWhitespace(c) ? before : c;
        }
        parts.add(text.substring(start));
        return parts;
    }
}
