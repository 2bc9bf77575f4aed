package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.util.regex.Pattern;

/** Names that are safe as directories everywhere, and cannot forge a line of a log. */
final class RunNames {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

    private RunNames() {}

    /** @throws Fault bad input, naming {@code field}; the name is shown with control characters replaced */
    static String check(String field, String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw Fault.badInput(
                    field,
                    "is \"" + name.replaceAll("\\p{Cntrl}", "?") + "\"",
                    "1 to 64 letters a-z or A-Z, digits, '.', '_' or '-', with no '.' in front",
                    "correct it");
        }
        return name;
    }
}
