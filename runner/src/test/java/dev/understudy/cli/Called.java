package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The output and the exit code of one call of the program.
 *
 * @param out standard output
 * @param err standard error, the log included
 */
public record Called(int code, String out, String err) {
    public static Called with(Object... args) {
        return by(() -> Main.run(Arrays.stream(args).map(String::valueOf).toArray(String[]::new)));
    }

    /** Whatever is called. */
    static Called by(IntSupplier call) {
        PrintStream formerOut = System.out;
        PrintStream formerErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            int code = call.getAsInt();
            return new Called(code, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
        }
    }

    /** {@code run} with run directories under {@code runs}. */
    public static Called run(Path runs, Object... args) {
        Object[] all = new Object[args.length + 3];
        all[0] = "run";
        all[1] = "--runs";
        all[2] = runs;
        System.arraycopy(args, 0, all, 3, args.length);
        return with(all);
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
