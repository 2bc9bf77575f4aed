package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Two finished trials, a with SGD as its teacher and b with Adam. */
record DoneTrials(Path runs) {
    static DoneTrials in(Path folder) {
        Path runs = folder.resolve("runs");
        Called called = Called.run(
                runs,
                TinyConfig.write(folder, "a"),
                TinyConfig.write(folder, "b", "teacher: {adam: {learningRate: 0.003}}"));
        assertThat(called.code()).as(called.err()).isZero();
        return new DoneTrials(runs);
    }

    Path trial(String name) {
        return runs.resolve(name).resolve("seed-1");
    }

    /** Asserts that the call ended with this code and printed one line with these words. */
    static void oneLine(int code, Called called, String words) {
        assertThat(called.code()).as(called.err()).isEqualTo(code);
        assertThat(called.errLines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).startsWith("understudy: ").contains(words));
    }
}
