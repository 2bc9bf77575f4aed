package dev.understudy.engine;

/**
 * Where each replica stands: which episode it is in, how many steps of it are done, and how many it is planned to have. The first two are
 * keys of the random numbers; the last one is read only by an imitator that reads time.
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

    /** Puts replica r into an episode, of which so many steps are done, of so many in all. */
    public void set(int r, int episode, int step, int horizon) {
        this.episode[r] = episode;
        this.step[r] = step;
        this.horizon[r] = horizon;
    }

    /** What another one says now. */
    public void set(Clock other) {
        System.arraycopy(other.episode, 0, episode, 0, episode.length);
        System.arraycopy(other.step, 0, step, 0, step.length);
        System.arraycopy(other.horizon, 0, horizon, 0, horizon.length);
    }

    /** Moves every replica on. */
    public void advance(int steps) {
        for (int r = 0; r < step.length; r++) {
            step[r] += steps;
        }
    }
}
