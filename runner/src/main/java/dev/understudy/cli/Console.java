package dev.understudy.cli;

import dev.understudy.train.Watch;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress of one trial: a bar on a terminal, otherwise a log line every ten seconds. */
final class Console implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

    private final boolean terminal;
    private ProgressBar bar;
    private String what;
    private String unit;
    private long total;
    private long first;
    private long last;
    private long began;
    private long said;

    Console() {
        terminal = Terminal.isThere() && !Logging.isQuiet();
    }

    @Override
    public void begin(String what, String unit, long total, long done) {
        end();
        this.what = what;
        this.unit = unit;
        this.total = total;
        first = done;
        last = done;
        began = System.nanoTime();
        said = began;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setUnit(" " + unit, 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    // The library's default consumer would open a JLine terminal, which takes Ctrl-C away from
                    // StopSignal.
                    .setConsumer(new ConsoleProgressBarConsumer(HarmlessOutput.raw(System.err), Terminal.width() - 1))
                    .build();
        }
    }

    @Override
    public void at(long done) {
        last = done;
        if (bar != null) {
            bar.stepTo(done);
        } else if (System.nanoTime() - said > LINE_NANOS) {
            said = System.nanoTime();
            LOG.info(line(done));
        }
    }

    private String line(long done) {
        double seconds = (System.nanoTime() - began) / 1e9;
        double rate = (done - first) / seconds;
        return String.format(
                Locale.ROOT,
                "%s %,d of %,d %s, %.0f/s, %.0f s left",
                what,
                done,
                total,
                unit,
                rate,
                (total - done) / rate);
    }

    @Override
    public void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        } else if (what != null) {
            double seconds = (System.nanoTime() - began) / 1e9;
            LOG.info(String.format(
                    Locale.ROOT,
                    "%s: %,d %s in %.1f s, %.0f/s",
                    what,
                    last - first,
                    unit,
                    seconds,
                    (last - first) / Math.max(seconds, 1e-9)));
        }
        what = null;
    }

    @Override
    public void say(String line) {
        LOG.info(line);
    }
}
