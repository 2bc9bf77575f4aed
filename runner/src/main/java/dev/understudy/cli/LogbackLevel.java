package dev.understudy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Sets a level in Logback. A class of its own, so that the program also loads without Logback. */
final class LogbackLevel {
    private LogbackLevel() {}

    static void set(String logger, org.slf4j.event.Level level) {
        ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.convertAnSLF4JLevel(level));
    }
}
