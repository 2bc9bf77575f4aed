package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.fault.Fault;
import java.util.List;

/** A config file named adam.yaml, by its text. */
final class Given {
    private Given() {}

    static Config config(String yaml, String... overrides) {
        return Configs.parse(yaml, "adam.yaml", List.of(overrides));
    }

    /** The one line that the user sees; without its end if that is the usual remedy. */
    static String fault(String yaml, String... overrides) {
        Fault fault = catchThrowableOfType(Fault.class, () -> config(yaml, overrides));
        assertThat(fault).as(yaml).isNotNull();
        assertThat(fault.exitCode()).isEqualTo(2);
        assertThat(fault.getMessage())
                .doesNotContain("\n")
                .hasSizeLessThan(400)
                .matches("\\S.*; expected \\S.*; \\S.*");
        return fault.getMessage().replaceFirst("; correct the (line|option)$", "");
    }

    /** With a name, so that only the line in question is at fault; it is line 2. */
    static String lineFault(String line) {
        return fault("name: a\n" + line + "\n");
    }
}
