package dev.understudy.report;

import java.util.Locale;
import java.util.Optional;

/** Who drives θ in an evaluation, in the order in which the report lists them. */
enum Driver {
    IMITATOR("Imitator"),
    TEACHER("Teacher"),
    FLOOR("Floor: teacher × 1.0001"),
    NOTHING("Nothing (no-op)");

    private final String title;

    Driver(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Its name in evaluation.jsonl. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a name that this version does not know: a newer run is still readable in part. */
    static Optional<Driver> of(String key) {
        for (Driver driver : values()) {
            if (driver.key().equals(key)) {
                return Optional.of(driver);
            }
        }
        return Optional.empty();
    }
}
