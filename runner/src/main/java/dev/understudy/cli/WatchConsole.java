package dev.understudy.cli;

import dev.understudy.live.Changes;
import dev.understudy.live.Frame;
import dev.understudy.live.Standings;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/** The output of {@code watch}: a terminal is drawn again each time; any other output gets a line for each change. */
final class WatchConsole implements AutoCloseable {
    private static final String ERASE_TO_END = "\u001b[J";
    /** Turns wrapping off: a wrapped line would take two rows, and the next frame would begin too low. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";

    private final PrintStream out;
    private final Supplier<Terminal.Size> size; // null if the output is no terminal
    private final boolean colours;
    private final Changes changes = new Changes();
    private Terminal.Size known = new Terminal.Size(24, 80);
    private int drawn; // lines

    private WatchConsole(PrintStream out, Supplier<Terminal.Size> size, boolean colours) {
        this.out = out;
        this.size = size;
        this.colours = colours;
    }

    static WatchConsole ofThisProcess() {
        return Terminal.showsResults()
                ? onTerminal(HarmlessOutput.raw(System.out), Terminal::size, Terminal.hasColours())
                : elsewhere(System.out);
    }

    static WatchConsole onTerminal(PrintStream out, Supplier<Terminal.Size> size, boolean colours) {
        return new WatchConsole(out, size, colours);
    }

    static WatchConsole elsewhere(PrintStream out) {
        return new WatchConsole(out, null, false);
    }

    void show(Standings standings) {
        if (size == null) {
            changes.lines(standings).forEach(out::println);
            out.flush();
            return;
        }
        Terminal.Size told = size.get();
        if (told != null) {
            known = told;
        }
        // The last column stays free, because some terminals wrap as soon as it is used. The row of the cursor stays
        // free as well.
        List<String> lines = Frame.lines(standings, known.columns() - 1, known.rows() - 1, colours);
        StringBuilder text = new StringBuilder(CUT_LINES);
        if (drawn > 0) {
            text.append("\u001b[").append(Math.min(drawn, known.rows() - 1)).append('A');
        }
        text.append('\r').append(ERASE_TO_END);
        lines.forEach(line -> text.append(line).append('\n'));
        out.print(text.append(WRAP_LINES));
        out.flush();
        drawn = lines.size();
    }

    /** Keeps the last frame, and erases the terminal's echo of Ctrl-C. */
    @Override
    public void close() {
        if (size != null) {
            out.print("\r" + ERASE_TO_END);
            out.flush();
        }
    }
}
