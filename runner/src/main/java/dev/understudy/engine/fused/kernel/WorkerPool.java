package dev.understudy.engine.fused.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs numbered tasks on several threads and waits for all of them. The assignment of tasks to workers is left to
 * chance, so tasks write to places of their own and results are summed in order afterwards. The caller works too, and
 * does not wait for workers that have not begun a task: on a busy machine, where a worker may wait milliseconds for a
 * core, it does all tasks itself. An idle thread spins for a moment (the next kernel comes within microseconds), then
 * parks and leaves its core to others. A call allocates nothing.
 */
public final class WorkerPool implements AutoCloseable {
    /**
     * Work in numbered pieces; {@code worker} is below {@link WorkerPool#size()} and owns its scratch during the call.
     */
    public interface Task {
        void run(int index, int worker);
    }

    /** Longer than the time between two kernels: waking a thread takes some 50 µs. */
    private static final long SPIN_NANOS = 300_000;
    /**
     * How long the caller parks at a time. When a core goes idle, the system gives it a thread that waits for another
     * core, which may be a worker of this pool.
     */
    private static final long PARK_NANOS = 100_000;

    private final Worker[] workers;
    private final AtomicInteger open = new AtomicInteger(); // tasks not yet begun
    private final AtomicInteger unfinished = new AtomicInteger(); // tasks not yet done
    private volatile boolean closed;
    private volatile Throwable failure;
    private volatile Thread waiting; // the caller, when it parks
    private volatile Thread nestedThread;
    private int nestedWorker;
    // Both are written before `open`, and read by the thread that has taken a task from it; they do not change until
    // that task is done.
    private Task task;
    private int count;

    public WorkerPool(int size) {
        workers = new Worker[size - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    int size() {
        return workers.length + 1;
    }

    /** Runs tasks 0 .. n−1 and returns when all are done. One caller at a time. Rethrows the first failure. */
    public void run(int n, Task work) {
        if (Thread.currentThread() == nestedThread) {
            for (int i = 0; i < n; i++) {
                work.run(i, nestedWorker);
            }
            return;
        }
        if (n == 1 || workers.length == 0) {
            for (int i = 0; i < n; i++) {
                work.run(i, 0);
            }
            return;
        }
        task = work;
        count = n;
        unfinished.set(n);
        open.set(n);
        for (int i = 0; i < Math.min(workers.length, n - 1); i++) {
            workers[i].wake();
        }
        drain(0);
        await();
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    /** Called within a task: calls of {@link #run} from {@code work} stay on this worker. One at a time. */
    void nested(int worker, Runnable work) {
        nestedWorker = worker;
        nestedThread = Thread.currentThread();
        try {
            work.run();
        } finally {
            nestedThread = null;
        }
    }

    /** Does tasks until all are begun. */
    private void drain(int worker) {
        for (int left = open.get(); left > 0; left = open.get()) {
            if (open.compareAndSet(left, left - 1)) {
                try {
                    task.run(count - left, worker);
                } catch (RuntimeException | Error thrown) {
                    if (failure == null) {
                        failure = thrown;
                    }
                    unfinished.addAndGet(-open.getAndSet(0));
                }
                if (unfinished.decrementAndGet() == 0) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }

    /** Waits until all tasks are done. */
    private void await() {
        long began = System.nanoTime();
        while (unfinished.get() > 0) {
            if (System.nanoTime() - began < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                waiting = Thread.currentThread();
                if (unfinished.get() > 0) {
                    LockSupport.parkNanos(this, PARK_NANOS);
                }
                waiting = null;
            }
        }
    }

    /** A thread that does tasks when there are any. */
    private final class Worker extends Thread {
        private final int worker;
        private volatile boolean parked;

        Worker(int worker) {
            super("understudy-" + worker);
            this.worker = worker;
            setDaemon(true);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (!closed) {
                drain(worker);
                await();
            }
        }

        /** Waits until there are tasks. */
        private void await() {
            long began = System.nanoTime();
            while (open.get() == 0 && !closed) {
                if (System.nanoTime() - began < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    parked = true;
                    if (open.get() == 0 && !closed) {
                        LockSupport.park(WorkerPool.this);
                    }
                    parked = false;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }
}
