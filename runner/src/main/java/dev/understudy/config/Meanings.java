package dev.understudy.config;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The meanings of config keys, in words for users, from keys.properties. They are not taken from the records' comments,
 * which are written for readers of the code and are missing at run time.
 */
final class Meanings {
    private static final String FILE = "keys.properties";
    private final Properties texts = new Properties();

    Meanings() {
        try (Reader in = new InputStreamReader(Meanings.class.getResourceAsStream(FILE), StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read from the program itself", e);
        }
    }

    Set<String> all() {
        return texts.stringPropertyNames();
    }

    /** @throws IllegalStateException if the file lacks it; a test finds that first */
    String of(String name) {
        String text = texts.getProperty(name);
        if (text == null) {
            throw new IllegalStateException(FILE + " has no text about " + name);
        }
        return text;
    }

    /** The meaning of a key of this record. */
    String of(Class<?> holder, String key) {
        return of(holder.getSimpleName() + "." + key);
    }

    /** The meanings of an enumeration's words, a line for each. */
    String words(Class<?> type) {
        return List.copyOf(Scalars.words(type)).stream()
                .map(word -> "\n" + word + ": " + of(type, word))
                .collect(Collectors.joining());
    }
}
