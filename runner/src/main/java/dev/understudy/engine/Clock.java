package dev.understudy.engine;

/**
 * The position of each replica: its episode, the steps of it that are done, and the steps that it is planned to have.
 * The first two are keys of the random numbers; only an imitator that reads time uses the third.
 */
public final class Clock {
    public final int[] episode; // [R]
    public final int[] step; // [R]
    public final int[] horizon; // [R]

    public Clock(int replicas) {
        episode = new int[replicas];
        step = new int[replicas];
        horizon = new int[replicas];
    }

    public int replicas() {
        return episode.length;
    }

    /** Sets replica r to an episode, with {@code step} of its {@code horizon} steps done. */
    public void set(int r, int episode, int step, int horizon) {
        this.episode[r] = episode;
        this.step[r] = step;
        this.horizon[r] = horizon;
    }

    /** Copies another clock. */
    public void set(Clock other) {
        System.arraycopy(other.episode, 0, episode, 0, episode.length);
        System.arraycopy(other.step, 0, step, 0, step.length);
        System.arraycopy(other.horizon, 0, horizon, 0, horizon.length);
    }

    /** Moves every replica on by so many steps. */
    public void advance(int steps) {
        for (int r = 0; r < step.length; r++) {
            step[r] += steps;
        }
    }
}
