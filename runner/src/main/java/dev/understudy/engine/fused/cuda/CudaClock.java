package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;

/**
 * The device's copy of a {@link Clock}. If all replicas advanced equally, as they do within a meta-step and when all
 * episodes begin together, the difference goes to the kernel as an argument and nothing is copied.
 */
final class CudaClock {
    private final Device device;
    private final long address; // [3][R]: episodes, steps, horizons
    private final int[] written; // the values last copied to the device
    private final int replicas;

    CudaClock(Device device, int replicas) {
        this.device = device;
        this.replicas = replicas;
        written = new int[3 * replicas];
        address = device.allocate(4L * written.length); // zeros, as in written
    }

    long address() {
        return address;
    }

    /** Number that a kernel adds to each episode stored at {@link #address}; valid after {@link #follow}. */
    int episodesAhead(Clock clock) {
        return clock.episode[0] - written[0];
    }

    /** Number that a kernel adds to each stored step; valid after {@link #follow}. */
    int stepsAhead(Clock clock) {
        return clock.step[0] - written[replicas];
    }

    /** Copies the clock to the device, unless all replicas advanced equally and no horizon changed. */
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
