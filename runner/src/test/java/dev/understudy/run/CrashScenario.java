package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cli.Called;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One call of the program, the folder that it finds, and the files that it leaves without a crash. */
final class CrashScenario {
    final String name;
    private final Path found;
    private final Path work;
    private final List<String> command;
    private final List<String> again;

    /** Of an undisturbed call, in their order. */
    private List<String> operations;

    private Map<String, Object> left;
    /** Fingerprints of what crashes have left. */
    private final Set<String> met = new HashSet<>();

    /**
     * @param found the folder as the call finds it; null for none
     * @param work the folder that it is copied to
     * @param again the call that follows a crash: it completes the first one
     */
    CrashScenario(String name, Path found, Path work, List<String> command, List<String> again) {
        this.name = name;
        this.found = found;
        this.work = work;
        this.command = command;
        this.again = again;
    }

    Path work() {
        return work;
    }

    List<String> command() {
        return command;
    }

    Called call(Disk disk) {
        prepare();
        return on(disk, command);
    }

    Called callAgain() {
        return on(Disk.inUse(), again);
    }

    static Called on(Disk disk, List<String> command) {
        Disk before = Disk.replaceBy(disk);
        try {
            return Called.with(command.toArray());
        } finally {
            Disk.replaceBy(before);
        }
    }

    void prepare() {
        try {
            Trees.delete(work);
            if (found == null) {
                Files.createDirectories(work);
            } else {
                Trees.copy(found, work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether no earlier crash has left the same, but for the clock's figures: it would be mended in the same way. */
    boolean isNew() {
        return met.add(LeftBehind.fingerprint(work));
    }

    int statesLeft() {
        return met.size();
    }

    List<String> operations() {
        if (operations == null) {
            FaultyDisk disk = FaultyDisk.watching();
            Called called = call(disk);
            assertThat(called.code()).as(called.err()).isZero();
            operations = List.copyOf(disk.operations);
            left = LeftBehind.in(work);
        }
        return operations;
    }

    Map<String, Object> left() {
        operations();
        return left;
    }

    @Override
    public String toString() {
        return name;
    }
}
