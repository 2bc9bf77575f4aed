package dev.understudy.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;

/**
 * A standard stream that makes control characters visible, as in \x1b, while a command runs. Printed text may quote a
 * file, a mirror's answer or another process, and a control character in it could move the terminal's cursor, hide text
 * or reverse its order. All output of the program, its log included, goes through this class. The program's own
 * escapes, of the bar, of the help and of a verdict's colour, go to {@link #raw}.
 */
final class HarmlessOutput extends PrintStream {
    private final PrintStream former;

    private HarmlessOutput(PrintStream former) {
        // Strings and the log's bytes are in the default charset; the former stream knows that of the terminal.
        super(new Filter(former), true, Charset.defaultCharset());
        this.former = former;
    }

    /** Replaces the standard streams until the returned guard is closed. */
    static Guard install() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new HarmlessOutput(out));
        System.setErr(new HarmlessOutput(err));
        return () -> {
            System.out.flush();
            System.err.flush();
            System.setOut(out);
            System.setErr(err);
        };
    }

    /** Restores the standard streams when it is closed. */
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }

    /** The unfiltered stream, for text that the program itself composes. */
    static PrintStream raw(PrintStream stream) {
        return stream instanceof HarmlessOutput harmless ? harmless.former : stream;
    }

    /** Keeps line ends and tabs, and writes every other invisible character as its number. */
    static String harmless(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lineEnd = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || c == '\t' || lineEnd || isSeen(c)) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    /** Whether a character is visible. Format characters reverse the direction of writing or have no width. */
    private static boolean isSeen(char c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    /** Decodes bytes, in which a character may be split, and prints them on the former stream. */
    private static final class Filter extends OutputStream {
        private final PrintStream to;
        private final CharsetDecoder decoder = Charset.defaultCharset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer begun = ByteBuffer.allocate(0); // first bytes of a split character

        Filter(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            ByteBuffer in = ByteBuffer.allocate(begun.remaining() + length)
                    .put(begun)
                    .put(bytes, from, length)
                    .flip();
            CharBuffer chars = CharBuffer.allocate((int) Math.ceil(in.remaining() * decoder.maxCharsPerByte()) + 1);
            decoder.decode(in, chars, false);
            begun = ByteBuffer.allocate(in.remaining()).put(in).flip();
            to.print(harmless(chars.flip()));
        }

        @Override
        public void flush() {
            to.flush();
        }
    }
}
