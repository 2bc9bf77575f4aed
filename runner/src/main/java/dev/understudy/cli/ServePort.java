package dev.understudy.cli;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Parses the optional port after --serve: in {@code report --serve runs/a} the next word is a run, not a port. */
final class ServePort implements IParameterConsumer {
    static final int USUAL = 8000;

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own signature
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        boolean given = !words.isEmpty() && words.peek().matches("-?\\d{1,9}");
        option.setValue(given ? Integer.valueOf(words.pop()) : Integer.valueOf(USUAL));
    }
}
