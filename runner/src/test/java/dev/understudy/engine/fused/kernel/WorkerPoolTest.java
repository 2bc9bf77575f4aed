package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what hangs does not heed an interrupt
class WorkerPoolTest {
    /** Rounds follow each other at once, or after a time in which workers park. The caller reads the unsynchronised writes of a task. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskIsDoneOnceInManyRounds(int size) {
        int rounds = 3_000;
        long[] written = new long[40];
        AtomicIntegerArray times = new AtomicIntegerArray(written.length);
        try (WorkerPool pool = new WorkerPool(size)) {
            assertThat(pool.size()).isEqualTo(size);
            for (int round = 0; round < rounds; round++) {
                int n = round % (written.length + 1);
                long mark = 1_000_000L * round;
                pool.run(n, (index, worker) -> {
                    written[index] = mark + index;
                    times.incrementAndGet(index);
                });
                for (int i = 0; i < written.length; i++) {
                    boolean asked = i < n;
                    assertThat(times.getAndSet(i, 0)).isEqualTo(asked ? 1 : 0);
                    assertThat(!asked || written[i] == mark + i).isTrue();
                }
                if (round % 100 == 0) {
                    LockSupport.parkNanos(400_000);
                }
            }
        }
    }

    @Test
    void noTwoTasksHaveTheSameWorkerAtATime() {
        int size = 4;
        AtomicIntegerArray inUse = new AtomicIntegerArray(size);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        try (WorkerPool pool = new WorkerPool(size)) {
            for (int round = 0; round < 500; round++) {
                pool.run(9, (index, worker) -> {
                    assertThat(inUse.incrementAndGet(worker)).isEqualTo(1);
                    seen.add(worker);
                    Thread.yield();
                    inUse.decrementAndGet(worker);
                });
            }
        }
        assertThat(seen).allMatch(worker -> worker >= 0 && worker < size);
    }

    /** Two tasks that wait for each other need two threads. */
    @Test
    void tasksRunAtTheSameTime() {
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int round = 0; round < 20; round++) {
                CountDownLatch both = new CountDownLatch(2);
                pool.run(2, (index, worker) -> {
                    both.countDown();
                    await(both);
                });
                if (round % 2 == 0) {
                    LockSupport.parkNanos(2_000_000); // until the worker is parked
                }
            }
        }
    }

    /** While the only worker is busy with the last task of a round, the caller waits for that task alone. */
    @Test
    void theCallerDoesWhatAWorkerThatIsHeldUpDoesNotBegin() {
        AtomicInteger byCaller = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(9);
        try (WorkerPool pool = new WorkerPool(2)) {
            Thread caller = Thread.currentThread();
            CountDownLatch begun = new CountDownLatch(1);
            pool.run(10, (index, worker) -> {
                if (Thread.currentThread() == caller) {
                    await(begun);
                    byCaller.incrementAndGet();
                    others.countDown();
                } else {
                    begun.countDown();
                    await(others);
                }
            });
        }
        assertThat(byCaller).hasValue(9);
    }

    @Test
    void aFailureIsThrownWhenTheOthersAreDoneAndThePoolGoesOn() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 2_000; round++) {
                int bad = round % 12;
                AtomicInteger running = new AtomicInteger();
                boolean error = round % 2 == 0;
                assertThatThrownBy(() -> pool.run(12, (index, worker) -> {
                            running.incrementAndGet();
                            try {
                                if (index == bad) {
                                    throwOne(error, bad);
                                }
                            } finally {
                                running.decrementAndGet();
                            }
                        }))
                        .isInstanceOf(error ? AssertionError.class : IllegalStateException.class)
                        .hasMessage("task " + bad);
                assertThat(running).hasValue(0);
                AtomicInteger done = new AtomicInteger();
                pool.run(5, (index, worker) -> done.incrementAndGet());
                assertThat(done).hasValue(5);
            }
        }
    }

    @Test
    void afterAFailureNoFurtherTaskIsBegun() {
        try (WorkerPool pool = new WorkerPool(2)) {
            AtomicInteger begun = new AtomicInteger();
            CountDownLatch failing = new CountDownLatch(1);
            assertThatThrownBy(() -> pool.run(10_000, (index, worker) -> {
                        begun.incrementAndGet();
                        if (index == 0) {
                            failing.countDown();
                            throwOne(false, 0);
                        }
                        await(failing);
                        LockSupport.parkNanos(50_000);
                    }))
                    .hasMessage("task 0");
            assertThat(begun).hasValueLessThan(10_000);
        }
    }

    /** Several may fail at once; one failure is thrown, and none is left for the next round. */
    @Test
    void whereAllFailOneIsTold() {
        try (WorkerPool pool = new WorkerPool(4)) {
            for (int round = 0; round < 500; round++) {
                assertThatThrownBy(() -> pool.run(8, (index, worker) -> throwOne(false, 0)))
                        .isInstanceOf(IllegalStateException.class);
                pool.run(8, (index, worker) -> {});
            }
        }
    }

    @Test
    void aTasksOwnRunsStayOnItsWorker() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 300; round++) {
                AtomicInteger outer = new AtomicInteger();
                List<Thread> threads = new ArrayList<>(); // of the nested tasks alone, which are one after another
                List<Integer> workers = new ArrayList<>();
                List<Integer> expected = new ArrayList<>();
                pool.run(7, (index, worker) -> {
                    if (index == 0) {
                        expected.add(worker);
                        pool.nested(
                                worker,
                                () -> pool.run(5, (inner, same) -> {
                                    threads.add(Thread.currentThread());
                                    workers.add(same);
                                }));
                    }
                    outer.incrementAndGet();
                });
                assertThat(outer).hasValue(7);
                assertThat(threads).hasSize(5);
                assertThat(Set.copyOf(threads)).hasSize(1);
                assertThat(Set.copyOf(workers)).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void theThreadsOfAClosedPoolEnd() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int wait : new int[] {0, 3_000_000}) { // while they spin, and while they are parked
            try (WorkerPool pool = new WorkerPool(3)) {
                AtomicIntegerArray seen = new AtomicIntegerArray(3);
                CountDownLatch all = new CountDownLatch(3);
                pool.run(3, (index, worker) -> {
                    seen.set(worker, 1);
                    synchronized (threads) {
                        threads.add(Thread.currentThread());
                    }
                    all.countDown();
                    await(all);
                });
                LockSupport.parkNanos(wait);
            }
        }
        threads.removeIf(thread -> thread == Thread.currentThread());
        assertThat(threads).hasSize(4);
        for (Thread thread : threads) {
            assertThat(thread.isDaemon()).isTrue();
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void aCallerThatIsInterruptedStillWaitsForAllAndStaysInterrupted() {
        try (WorkerPool pool = new WorkerPool(2)) {
            AtomicInteger done = new AtomicInteger();
            Thread.currentThread().interrupt();
            pool.run(2, (index, worker) -> {
                if (worker == 1) {
                    LockSupport.parkNanos(2_000_000);
                }
                done.incrementAndGet();
            });
            assertThat(done).hasValue(2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void throwOne(boolean error, int task) {
        if (error) {
            throw new AssertionError("task " + task);
        }
        throw new IllegalStateException("task " + task);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
