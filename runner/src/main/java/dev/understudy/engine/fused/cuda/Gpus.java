package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Checks;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The GPUs that the NVIDIA driver offers, or the reason why it offers none.
 *
 * @param absence why no GPU is available, in one line; null if one is
 * @param driverVersion newest CUDA version that the driver supports, 1000 · major + 10 · minor; 0 without a driver
 * @param devices in the order of their ordinals
 */
public record Gpus(String absence, int driverVersion, List<Gpu> devices) {
    public Gpus {
        devices = List.copyOf(devices);
        Checks.that(
                (absence == null) != devices.isEmpty(),
                "gpus",
                devices.size() + " devices, absence " + absence,
                "devices, or a reason why there are none");
        Checks.that(
                absence == null || !absence.isBlank() && absence.lines().count() == 1,
                "gpus.absence",
                absence,
                "one line");
        for (int i = 0; i < devices.size(); i++) {
            Checks.within("gpus.devices[" + i + "].ordinal", devices.get(i).ordinal(), i, i);
        }
    }

    /** No GPU, with the reason. */
    public static Gpus none(String absence) {
        return new Gpus(absence, 0, List.of());
    }

    /**
     * Why the GPU asked for is missing, in one line; null if it is present.
     *
     * @param asked empty for any
     */
    public String absence(OptionalInt asked) {
        if (absence != null || asked.isEmpty() || asked.getAsInt() < devices.size()) {
            return absence;
        }
        return "there is no cuda:" + asked.getAsInt() + ", this machine has " + devices.size()
                + (devices.size() == 1 ? " GPU, cuda:0" : " GPUs, cuda:0 to cuda:" + (devices.size() - 1));
    }

    /**
     * The GPU asked for, else the first that serves, else the first one, whose reason for not serving can then be told.
     * Requires that {@link #absence} is null.
     */
    public Gpu choose(OptionalInt asked, Predicate<Gpu> serves) {
        return asked.isPresent()
                ? devices.get(asked.getAsInt())
                : devices.stream().filter(serves).findFirst().orElse(devices.get(0));
    }

    /** For example {@code CUDA 12.4}. */
    public String driver() {
        return "CUDA " + driverVersion / 1000 + "." + driverVersion % 1000 / 10;
    }
}
