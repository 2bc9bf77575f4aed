package dev.understudy.config;

import dev.understudy.imitation.Checks;
import java.util.Locale;

/** How names are written in a config. */
final class EnumNames {
    private EnumNames() {}

    /** FASHION_MNIST is written fashion-mnist. */
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A name becomes a folder and a part of log lines, so it holds nothing that either could take for something else. */
    static void checkName(String field, String name) {
        Checks.that(
                name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}"),
                field,
                '"' + Printable.brief(name) + '"',
                "1 to 64 letters, digits, dots, hyphens or underscores, not beginning with a dot");
    }
}
