package dev.understudy.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** What a call of the program said, and its exit code. */
record Said(int code, String out, String err) {
    static Said by(String... args) {
        return by(() -> Main.run(args));
    }

    static Said by(IntSupplier call) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream heardOut = new ByteArrayOutputStream();
        ByteArrayOutputStream heardErr = new ByteArrayOutputStream();
        try (PrintStream o = new PrintStream(heardOut, true, StandardCharsets.UTF_8); PrintStream e = new PrintStream(heardErr, true, StandardCharsets.UTF_8)) {
            System.setOut(o);
            System.setErr(e);
            int code = call.getAsInt();
            return new Said(code, heardOut.toString(StandardCharsets.UTF_8), heardErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
