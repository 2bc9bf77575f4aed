package dev.understudy.batch;

import dev.understudy.run.Status;

/** One trial in one process. */
final class Attempt {
    final int index; // of the trial in its plan
    final int number; // counts from 1
    final int until; // the meta-step at which it is left, or 0
    final WorkerProcess worker;
    final GpuSlots.Slot slot; // null on the CPU
    private final long began = System.nanoTime();
    /** What it last said of its result; null until then. */
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

    /** Asks it to save and leave, once. */
    void stop() {
        if (!stopped) {
            stopped = true;
            worker.stop();
        }
    }

    boolean stopped() {
        return stopped;
    }

    /** Whether it came to the rung to which it was sent. */
    boolean atItsRung() {
        return until > 0
                && !stopped
                && result != null
                && result.state() == Status.State.INTERRUPTED
                && result.exitCode() == 0;
    }

    /** Tells a display what it heard. */
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
