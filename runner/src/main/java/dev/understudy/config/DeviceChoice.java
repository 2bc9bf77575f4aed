package dev.understudy.config;

import dev.understudy.fault.Printable;
import dev.understudy.imitation.Checks;
import java.util.OptionalInt;

/** The device that a config asks for: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}. */
public record DeviceChoice(String text) {
    public static final DeviceChoice AUTO = new DeviceChoice("auto");
    public static final DeviceChoice CPU = new DeviceChoice("cpu");

    static final String FORM = "auto|cpu|cuda(:(0|[1-9][0-9]?))?";

    public DeviceChoice {
        Checks.that(text.matches(FORM), "device", Printable.brief(text), "auto, cpu, cuda or cuda:n");
    }

    public boolean isAuto() {
        return text.equals("auto");
    }

    public boolean isCuda() {
        return text.startsWith("cuda");
    }

    /** The number of the GPU, if one is named. */
    public OptionalInt ordinal() {
        int colon = text.indexOf(':');
        return colon < 0 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
