package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Checks;
import java.util.List;

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
        Checks.that((absence == null) != devices.isEmpty(), "gpus", devices.size() + " devices, absence " + absence, "devices, or a reason why there are none");
        Checks.that(absence == null || !absence.isBlank() && absence.lines().count() == 1, "gpus.absence", absence, "one line");
        for (int i = 0; i < devices.size(); i++) {
            Checks.within("gpus.devices[" + i + "].ordinal", devices.get(i).ordinal(), i, i);
        }
    }

    /** None, and why. */
    public static Gpus none(String absence) {
        return new Gpus(absence, 0, List.of());
    }

    /** Such as {@code CUDA 12.4}. */
    public String driver() {
        return "CUDA " + driverVersion / 1000 + "." + driverVersion % 1000 / 10;
    }
}
