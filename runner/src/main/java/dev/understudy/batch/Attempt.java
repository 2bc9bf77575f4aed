package dev.understudy.batch;

import dev.understudy.run.Status;

/** One attempt at a trial, in one process. */
final class Attempt {
    final int index; // of the trial in its plan
    final int number; // counts from 1
    final int until; // the meta-step at which the trial stops, or 0
    final RunningTrial running;
    private final long began = System.nanoTime();
    /** The last report of its result; null before the first. */
    WorkerEvent result;

    private boolean stopped;
    private WorkerEvent begun;

    Attempt(int index, int number, int until, RunningTrial running) {
        this.index = index;
        this.number = number;
        this.until = until;
        this.running = running;
    }

    long nanos() {
        return System.nanoTime() - began;
    }

    /** Asks it once to save and end. */
    void stop() {
        if (!stopped) {
            stopped = true;
            running.stop();
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
