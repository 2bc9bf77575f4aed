package dev.understudy.engine.fused.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Spreads numbered tasks over threads and waits for all of them. Which worker takes which task is left to chance, so
 * tasks write to places of their own and results are summed in order afterwards. The caller works too; idle workers spin
 * for a moment (the next kernel comes within microseconds), then park. Nothing is allocated per call.
 */
final class WorkerPool implements AutoCloseable {
    /** Work in numbered pieces; {@code worker} is below {@link WorkerPool#size()} and owns its scratch during the call. */
    interface Task {
        void run(int index, int worker);
    }

    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile int round;
    private volatile boolean closed;
    private volatile Throwable failure;
    private Task task;
    private int count;

    WorkerPool(int size) {
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            int worker = i + 1;
            threads[i] = new Thread(() -> work(worker), "understudy-" + worker);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    int size() {
        return threads.length + 1;
    }

    /** Runs tasks 0 .. n−1 and returns when all are done. One caller at a time. Rethrows the first failure. */
    void run(int n, Task work) {
        if (n == 1 || threads.length == 0) {
            for (int i = 0; i < n; i++) {
                work.run(i, 0);
            }
            return;
        }
        task = work;
        count = n;
        next.set(0);
        busy.set(threads.length);
        round++; // volatile: publishes all of the above
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        drain(0);
        for (int spins = 0; busy.get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // a worker may wait for this very core, on a busy machine
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    private void drain(int worker) {
        try {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.run(i, worker);
            }
        } catch (RuntimeException | Error thrown) {
            failure = thrown;
            next.set(count);
        }
    }

    private void work(int worker) {
        int seen = 0;
        while (true) {
            int spins = 0;
            while (round == seen && !closed) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen = round;
            drain(worker);
            busy.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
