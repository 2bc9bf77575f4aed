package dev.understudy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every call that makes a {@link Fault}, as the sources have it: its message is one sentence of four parts. */
class FaultCallsTest {
    private static final Set<String> MAKERS = Set.of("Fault.badInput", "Fault.environment", "Fault.resources");

    /** @param parts where, found, expected, remedy, as far as they are given */
    private record Call(String place, List<? extends ExpressionTree> parts) {}

    @Test
    void everyFaultHasFourPartsThatMakeASentence() throws IOException {
        Needs.JDK.orSkip(ToolProvider.getSystemJavaCompiler() != null);
        List<Call> calls = calls();

        assertThat(calls).hasSizeGreaterThan(80);
        assertThat(calls.stream().map(FaultCallsTest::wrong).flatMap(Optional::stream))
                .isEmpty();
    }

    /** Words that are hard to read, with their places. */
    private static Optional<String> wrong(Call call) {
        if (call.parts.size() < 4) {
            return Optional.of("fewer than four parts: " + call.place);
        }
        for (ExpressionTree part : call.parts.subList(0, 4)) {
            if (end(part, true).matches("[ ;,.:].*|expected .*|")
                    || end(part, false).matches("(.*[ ;,.])?")) {
                return Optional.of("a part begins or ends with what joins the parts: " + call.place);
            }
            if (part.toString().contains("; expected")) {
                return Optional.of("two parts in one: " + call.place);
            }
        }
        return end(call.parts.get(1), true).matches("…|(?!(the|a|no|not|its|there) )\\p{Ll}.*")
                ? Optional.empty()
                : Optional.of("what was found begins with no verb: " + call.place);
    }

    private static List<Call> calls() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Call> calls = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Root.path("runner/src/main/java"));
                var files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("fault/Fault.java"))
                    .toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                                if (MAKERS.contains(call.getMethodSelect().toString())) {
                                    String file = Path.of(unit.getSourceFile().getName())
                                            .getFileName()
                                            .toString();
                                    calls.add(new Call(file + ": " + call, call.getArguments()));
                                }
                                return super.visitMethodInvocation(call, nothing);
                            }
                        },
                        null);
            }
        }
        return calls;
    }

    /** The text at one end of a part; an ellipsis if it is a value. */
    private static String end(ExpressionTree part, boolean first) {
        Tree end = part;
        while (end instanceof BinaryTree sum) {
            end = first ? sum.getLeftOperand() : sum.getRightOperand();
        }
        return end instanceof LiteralTree text ? String.valueOf(text.getValue()) : "…";
    }
}
