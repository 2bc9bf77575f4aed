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
 * What the keys of a config mean in a user's words, from keys.properties. They have a file of their own: the comments of the records speak
 * to who reads the code, and are not there when the program runs.
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

    /** @throws IllegalStateException where there is none, which a test would find first */
    String of(String name) {
        String text = texts.getProperty(name);
        if (text == null) {
            throw new IllegalStateException(FILE + " has nothing about " + name);
        }
        return text;
    }

    /** Of a key of this record. */
    String of(Class<?> holder, String key) {
        return of(holder.getSimpleName() + "." + key);
    }

    /** The words of an enumeration, a line for each. */
    String words(Class<?> type) {
        return List.copyOf(Scalars.words(type)).stream()
                .map(word -> "\n" + word + ": " + of(type, word))
                .collect(Collectors.joining());
    }
}
