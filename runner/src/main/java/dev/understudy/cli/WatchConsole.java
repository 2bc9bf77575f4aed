package dev.understudy.cli;

import dev.understudy.live.Changes;
import dev.understudy.live.Frame;
import dev.understudy.live.Standings;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;

/** Where a watch shows what it sees: a terminal is drawn anew at each look, anything else gets a line where something has changed. */
final class WatchConsole implements AutoCloseable {
    private static final String ERASE_TO_END = "\u001b[J";
    /** A line that a narrower window could not hold would take two, and the next frame would begin too low. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";

    private final PrintStream out;
    private final Supplier<Terminal.Size> size; // null where there is no terminal
    private final boolean colours;
    private final Changes changes = new Changes();
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
        Terminal.Size now = size.get();
        // The last column stays free: some terminals go to the next line as soon as it is taken. So does the line of
        // the cursor.
        List<String> lines = Frame.lines(standings, now.columns() - 1, now.rows() - 1, colours);
        StringBuilder text = new StringBuilder(CUT_LINES);
        if (drawn > 0) {
            text.append("\u001b[").append(Math.min(drawn, now.rows() - 1)).append('A');
        }
        text.append('\r').append(ERASE_TO_END);
        lines.forEach(line -> text.append(line).append('\n'));
        out.print(text.append(WRAP_LINES));
        out.flush();
        drawn = lines.size();
    }

    /** The last frame stays. What Ctrl-C has echoed goes. */
    @Override
    public void close() {
        if (size != null) {
            out.print("\r" + ERASE_TO_END);
            out.flush();
        }
    }
}
