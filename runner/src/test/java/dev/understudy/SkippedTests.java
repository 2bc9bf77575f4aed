package dev.understudy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Names each skipped test, or the class if it skips as a whole, with its reason: one line each, in the file that -Dskipped.file names.
 * Surefire's reports are silent on a class that skips as a whole. JUnit finds this listener by its entry in META-INF/services.
 */
public final class SkippedTests implements TestExecutionListener {
    private final Path file;
    private final Set<String> lines = new TreeSet<>();

    /** For JUnit. Child processes of a test have no such property, and write nothing. */
    public SkippedTests() {
        this(System.getProperty("skipped.file") == null ? null : Path.of(System.getProperty("skipped.file")));
    }

    SkippedTests(Path fileOrNull) {
        file = fileOrNull;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        add(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            add(test, result.getThrowable().map(Throwable::getMessage).orElse("without a reason"));
        }
    }

    private synchronized void add(TestIdentifier test, String reason) {
        String name = test.getSource()
                .map(source -> source instanceof MethodSource method
                        ? method.getClassName() + "." + method.getMethodName()
                        : source instanceof ClassSource type ? type.getClassName() : source.toString())
                .orElse(test.getDisplayName());
        lines.add(name + ": " + reason.replace("Assumption failed: ", "").replace('\n', ' '));
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (file == null) {
            return;
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
