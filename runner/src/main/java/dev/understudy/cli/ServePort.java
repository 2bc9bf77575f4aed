package dev.understudy.cli;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The number behind --serve, if one is there: `report --serve runs/a` means the run, and the usual port. */
final class ServePort implements IParameterConsumer {
    static final int USUAL = 8000;

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own signature
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
        boolean given = !words.isEmpty() && words.peek().matches("-?\\d{1,9}");
        option.setValue(given ? Integer.valueOf(words.pop()) : Integer.valueOf(USUAL));
    }
}
