package dev.understudy.cli;

import dev.understudy.batch.Display;
import dev.understudy.batch.Outcome;
import dev.understudy.live.TimeLeft;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the progress of a batch: on a terminal one line per running trial, drawn again at each change; otherwise a log
 * line per trial every ten seconds.
 */
final class BatchConsole implements Display, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchConsole.class);
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long DRAW_NANOS = Duration.ofMillis(200).toNanos();
    /** Most trials that are drawn, so that they fit on a screen. */
    private static final int MOST_LINES = 20;

    private final PrintStream terminal; // null if standard error is no terminal
    private final int width;
    private final LongSupplier nanoTime;
    private final Map<String, Work> running = new LinkedHashMap<>();
    private int drawn; // lines
    private long drawnAt;

    BatchConsole() {
        this(
                Terminal.isThere() && !Logging.isQuiet() ? HarmlessOutput.raw(System.err) : null,
                Terminal.width() - 1,
                System::nanoTime);
    }

    BatchConsole(PrintStream terminal, int width, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.width = width;
        this.nanoTime = nanoTime;
    }

    /** The present work of a trial. */
    private static final class Work {
        private String what = "starts";
        private String unit = "";
        private long done;
        private long total;
        private TimeLeft left;
        private long said;

        Work(long nanos) {
            said = nanos;
        }

        String line(String trial) {
            if (total == 0) {
                return trial + "  " + what;
            }
            OptionalDouble seconds = left.seconds(total);
            return String.format(
                            Locale.ROOT,
                            "%s  %s %,d of %,d %s, %d %%",
                            trial,
                            what,
                            done,
                            total,
                            unit,
                            100 * done / total)
                    + (seconds.isEmpty() ? "" : String.format(Locale.ROOT, ", %.0f s left", seconds.getAsDouble()));
        }
    }

    @Override
    public void started(String trial) {
        running.put(trial, new Work(nanoTime.getAsLong()));
        if (terminal == null) {
            LOG.info("{}: starts", trial);
        }
        draw(true);
    }

    @Override
    public void at(String trial, String what, String unit, long done, long total) {
        long now = nanoTime.getAsLong();
        Work work = running.computeIfAbsent(trial, t -> new Work(now));
        if (!what.equals(work.what) || done < work.done) {
            work.what = what;
            work.unit = unit;
            work.total = total;
            work.left = new TimeLeft(done, now);
        }
        work.done = done;
        work.left.at(done, now);
        if (terminal == null && now - work.said > LINE_NANOS) {
            work.said = now;
            LOG.info(work.line(trial));
        }
        draw(false);
    }

    /** Logs the line with -v only; the supervisor keeps the last lines for the status of a failed trial. */
    @Override
    public void printed(String trial, String line) {
        if (LOG.isDebugEnabled()) {
            erase();
            LOG.debug("{}: {}", trial, line);
            draw(true);
        }
    }

    @Override
    public void say(String line) {
        erase();
        LOG.info(line);
        draw(true);
    }

    @Override
    public void ended(String trial, Outcome outcome) {
        running.remove(trial);
        erase();
        if (outcome != null) {
            TrialEnd.say(outcome);
        }
        draw(true);
    }

    private void draw(boolean now) {
        if (terminal == null || !now && nanoTime.getAsLong() - drawnAt < DRAW_NANOS) {
            return;
        }
        erase();
        List<String> lines = new ArrayList<>();
        running.forEach((trial, work) -> lines.add(work.line(trial)));
        int more = lines.size() - MOST_LINES;
        StringBuilder text = new StringBuilder();
        for (String line : more > 0 ? lines.subList(0, MOST_LINES) : lines) {
            text.append(cut(HarmlessOutput.harmless(line))).append('\n');
        }
        if (more > 0) {
            text.append("and ").append(more).append(" more\n");
        }
        terminal.print(text);
        terminal.flush();
        drawn = Math.min(lines.size(), MOST_LINES) + (more > 0 ? 1 : 0);
        drawnAt = nanoTime.getAsLong();
    }

    private String cut(String line) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    /** Erases the drawn lines and moves the cursor back to the first of them. */
    private void erase() {
        if (drawn > 0) {
            terminal.print("\u001b[" + drawn + "A\r\u001b[J");
            terminal.flush();
            drawn = 0;
        }
    }

    @Override
    public void close() {
        erase();
    }
}
