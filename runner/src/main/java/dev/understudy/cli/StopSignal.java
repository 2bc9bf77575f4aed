package dev.understudy.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Receives the request to stop: SIGTERM, Ctrl-C, or SIGHUP, which the end of a terminal sends unless nohup prevents it.
 * The handler only records the request; the training calls {@link #requested()} between two meta-steps, saves, and ends
 * with {@link #exitCode()}. A second signal ends the process at once, and so does the time limit; the files survive
 * this as they survive a kill.
 *
 * <p>A shutdown hook would not do instead of {@code sun.misc.Signal}: once hooks run, those of the log and of Maven
 * (under exec:java this is Maven's own JVM) run at the same time as the training that still has to save, and a second
 * Ctrl-C has no effect. The class is used by reflection because javac warns of any mention of it, and has no switch to
 * allow it; the module jdk.unsupported keeps it open for this use. If the class is missing, or a signal cannot
 * be handled ({@code java -Xrs}), the signal ends the process as usual.
 */
public final class StopSignal implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** GNU timeout sends its signal to the process and then to the group: two within this time are one request. */
    private static final long SAME_REQUEST_NANOS = 250_000_000;
    /** By convention, a process that was ended by signal n exits with 128 + n. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("HUP", 129, "INT", 130, "TERM", 143);

    private static final Integer IGNORED = -1;

    private final Duration limit;
    private final Map<Object, Object> formerHandlers = new LinkedHashMap<>();
    private volatile int exitCode;
    private long firstNanos;
    private Thread deadline;

    private StopSignal(Duration limit) {
        this.limit = limit;
    }

    /** Handles signals until it is closed; after the first one the process has 30 seconds to finish. */
    public static StopSignal install() {
        return install(LIMIT);
    }

    /**
     * The handler of a worker process. A terminal sends SIGINT and SIGHUP to the worker and to its supervisor, so the
     * worker ignores them and is told by the supervisor; SIGTERM is for the worker alone.
     */
    static StopSignal ofWorker() {
        return install(LIMIT, Set.of("HUP", "INT"));
    }

    /** @param limit the time from the first signal to the forced end of the process */
    public static StopSignal install(Duration limit) {
        return install(limit, Set.of());
    }

    private static StopSignal install(Duration limit, Set<String> ignored) {
        StopSignal stop = new StopSignal(limit);
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            MethodHandle received = MethodHandles.lookup()
                    .bind(stop, "received", MethodType.methodType(void.class, int.class, Object.class));
            for (Map.Entry<String, Integer> entry : EXIT_CODES.entrySet()) {
                Object signal = signalClass.getConstructor(String.class).newInstance(entry.getKey());
                Object handler = MethodHandleProxies.asInterfaceInstance(
                        handlerClass,
                        MethodHandles.insertArguments(
                                received, 0, ignored.contains(entry.getKey()) ? IGNORED : entry.getValue()));
                stop.formerHandlers.put(signal, handle.invoke(null, signal, handler));
            }
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException(e.getCause());
            }
            // The JVM or the system reserves this signal.
        } catch (ReflectiveOperationException e) {
            // This JVM has no such class.
        }
        return stop;
    }

    /** Whether to stop at the next safe point. */
    public boolean requested() {
        return exitCode != 0;
    }

    /** 143 after SIGTERM, 130 after Ctrl-C, 129 after SIGHUP, 0 without a request. */
    public int exitCode() {
        return exitCode;
    }

    /** Called by the JVM, on a separate thread. */
    private synchronized void received(int code, Object signal) {
        if (code == IGNORED) {
            return;
        }
        long now = System.nanoTime();
        if (exitCode == 0) {
            firstNanos = now;
            deadline = new Thread(() -> endAfterLimit(code), "stop-deadline");
            deadline.setDaemon(true);
            deadline.start();
            exitCode = code;
        } else if (now - firstNanos > SAME_REQUEST_NANOS) {
            // halt, not exit: hooks must not delay a user who has asked twice.
            Runtime.getRuntime().halt(code);
        }
    }

    private void endAfterLimit(int code) {
        try {
            Thread.sleep(limit.toMillis());
            Runtime.getRuntime().halt(code);
        } catch (InterruptedException e) {
            // Closed in time.
        }
    }

    /** Restores the former signal handlers and cancels the time limit. */
    @Override
    public void close() {
        synchronized (this) {
            if (deadline != null) {
                deadline.interrupt();
            }
        }
        formerHandlers.forEach((signal, former) -> {
            try {
                Class<?> signalClass = signal.getClass();
                signalClass
                        .getMethod("handle", signalClass, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, signal, former);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the former handler of a signal could not be restored", e);
            }
        });
        formerHandlers.clear();
    }
}
