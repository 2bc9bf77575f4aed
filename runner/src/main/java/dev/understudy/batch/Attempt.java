package dev.understudy.batch;

/** One trial in one process. */
final class Attempt {
    final int index; // of the trial in its plan
    final int number; // counts from 1
    final WorkerProcess worker;
    final GpuSlots.Slot slot; // null on the CPU
    private final long began = System.nanoTime();
    /** What it last said of its result; null until then. */
    WorkerEvent result;

    private boolean stopped;
    private WorkerEvent begun;

    Attempt(int index, int number, WorkerProcess worker, GpuSlots.Slot slot) {
        this.index = index;
        this.number = number;
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
            case RESULT -> result = event;
            case END -> begun = null;
        }
    }
}
