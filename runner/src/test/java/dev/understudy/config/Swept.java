package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Config files in a folder, and the trials of their sweeps. */
record Swept(Path folder) {
    Path write(String name, String yaml) {
        try {
            return Files.writeString(folder.resolve(name), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param yaml of sweep.yaml, from its second line on */
    SweptConfigs read(String yaml, String... overrides) {
        return SweptConfigs.read(write("sweep.yaml", "name: a\n" + yaml), List.of(overrides));
    }

    List<Config> configs(String yaml, String... overrides) {
        return read(yaml, overrides).all(name -> null).stream()
                .map(SweptConfig::config)
                .toList();
    }

    List<Map<String, String>> differs(String yaml, String... overrides) {
        return read(yaml, overrides).all(name -> null).stream()
                .map(SweptConfig::differs)
                .toList();
    }

    /** The one line that the user sees, without the path of the folder. */
    String fault(String yaml, String... overrides) {
        return faultOf(() -> configs(yaml, overrides));
    }

    String faultOf(Runnable reading) {
        Fault fault = catchThrowableOfType(Fault.class, reading::run);
        assertThat(fault).isNotNull();
        assertThat(fault.exitCode()).isEqualTo(2);
        assertThat(fault.getMessage()).doesNotContain("\n").matches("\\S.*; expected \\S.*; \\S.*");
        return fault.getMessage().replace(folder + "/", "");
    }
}
