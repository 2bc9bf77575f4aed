package dev.understudy.engine;

/** Where each replica stands: which episode it is in, and how many steps of it are done. Keys of the random numbers. */
public final class Clock {
    public final int[] episode; // [R]
    public final int[] step; // [R]

    public Clock(int replicas) {
        episode = new int[replicas];
        step = new int[replicas];
    }

    public int replicas() {
        return episode.length;
    }

    /** Puts replica r into an episode, of which so many steps are done. */
    public void set(int r, int episode, int step) {
        this.episode[r] = episode;
        this.step[r] = step;
    }

    /** Moves every replica on. */
    public void advance(int steps) {
        for (int r = 0; r < step.length; r++) {
            step[r] += steps;
        }
    }
}
