package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;

/**
 * A clock on a device. While all replicas move on alike, kernels are told by how much, and nothing is copied: so it is within
 * a meta-step, and where all episodes begin together.
 */
final class CudaClock {
    private final Device device;
    private final long address; // [3][R]: episodes, steps, horizons
    private final int[] written; // the same
    private final int replicas;

    CudaClock(Device device, int replicas) {
        this.device = device;
        this.replicas = replicas;
        written = new int[3 * replicas];
        address = device.allocate(4L * written.length); // zeros, as written is
    }

    long address() {
        return address;
    }

    /** To be added to each episode that lies at {@link #address}; after {@link #follow}. */
    int episodesAhead(Clock clock) {
        return clock.episode[0] - written[0];
    }

    /** To be added to each step that lies there. */
    int stepsAhead(Clock clock) {
        return clock.step[0] - written[replicas];
    }

    /** Copies the clock where a number for all replicas does not say what has changed. */
    void follow(Clock clock) {
        if (clock.replicas() != replicas) {
            throw new IllegalArgumentException("a clock of " + clock.replicas() + " replicas, of " + replicas);
        }
        int episodes = episodesAhead(clock);
        int steps = stepsAhead(clock);
        for (int r = 0; r < replicas; r++) {
            if (clock.episode[r] - written[r] != episodes
                    || clock.step[r] - written[replicas + r] != steps
                    || clock.horizon[r] != written[2 * replicas + r]) {
                System.arraycopy(clock.episode, 0, written, 0, replicas);
                System.arraycopy(clock.step, 0, written, replicas, replicas);
                System.arraycopy(clock.horizon, 0, written, 2 * replicas, replicas);
                device.write(address, written);
                return;
            }
        }
    }
}
