package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Checks;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * What the NVIDIA driver has to offer.
 *
 * @param absence why there is no GPU, in one line; null where there is one
 * @param driverVersion of CUDA that the driver goes up to, 1000 · major + 10 · minor; 0 where there is no driver to ask
 * @param devices by their ordinals
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

    /** None, and why. */
    public static Gpus none(String absence) {
        return new Gpus(absence, 0, List.of());
    }

    /** Why there is not the GPU that is asked for, in one line; null where there is. @param asked empty for any */
    public String absence(OptionalInt asked) {
        if (absence != null || asked.isEmpty() || asked.getAsInt() < devices.size()) {
            return absence;
        }
        return "there is no cuda:" + asked.getAsInt() + ", this machine has " + devices.size()
                + (devices.size() == 1 ? " GPU, cuda:0" : " GPUs, cuda:0 to cuda:" + (devices.size() - 1));
    }

    /** The one asked for; else the first that serves; else the first, for the reason why none does. Needs a GPU, as {@link #absence} says. */
    public Gpu choose(OptionalInt asked, Predicate<Gpu> serves) {
        return asked.isPresent()
                ? devices.get(asked.getAsInt())
                : devices.stream().filter(serves).findFirst().orElse(devices.get(0));
    }

    /** Such as {@code CUDA 12.4}. */
    public String driver() {
        return "CUDA " + driverVersion / 1000 + "." + driverVersion % 1000 / 10;
    }
}
