package dev.understudy.batch;

import dev.understudy.run.Status;

/** One attempt at a trial, in one worker process. */
final class Attempt {
    final int index; // of the trial in its plan
    final int number; // counts from 1
    final int until; // the meta-step at which the trial stops, or 0
    final WorkerProcess worker;
    final GpuSlots.Slot slot; // null on the CPU
    private final long began = System.nanoTime();
    /** The worker's last report of its result; null before the first. */
    WorkerEvent result;

    private boolean stopped;
    private WorkerEvent begun;

    Attempt(int index, int number, int until, WorkerProcess worker, GpuSlots.Slot slot) {
        this.index = index;
        this.number = number;
        this.until = until;
        this.worker = worker;
        this.slot = slot;
    }

    long nanos() {
        return System.nanoTime() - began;
    }

    /** Asks the worker once to save and exit. */
    void stop() {
        if (!stopped) {
            stopped = true;
            worker.stop();
        }
    }

    boolean stopped() {
        return stopped;
    }

    /** Whether the trial was saved at the rung at which it was to stop. */
    boolean atItsRung() {
        return until > 0
                && !stopped
                && result != null
                && result.state() == Status.State.INTERRUPTED
                && result.exitCode() == 0;
    }

    /** Passes a worker's event to the display; a result is kept here. */
    void show(String trial, WorkerEvent event, Display display) {
        switch (event.kind()) {
            case BEGIN -> {
                begun = event;
                display.at(trial, event.text(), event.unit(), event.done(), event.total());
            }
            case AT -> {
                if (begun != null) {
                    display.at(trial, begun.text(), begun.unit(), event.done(), begun.total());
                }
            }
            case SAY -> display.say(event.text());
            case PRINTED -> display.printed(trial, event.text());
            case RESULT -> result = event;
            case END -> begun = null;
        }
    }
}
