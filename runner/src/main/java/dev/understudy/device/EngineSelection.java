package dev.understudy.device;

import dev.understudy.config.Config;
import dev.understudy.config.EngineChoice;
import dev.understudy.engine.Engine;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.fault.Fault;

/**
 * Which engine runs an experiment, and why. {@code auto} takes the fastest that works on this machine and says so; an
 * explicit choice never falls back.
 */
public record EngineSelection(Engine engine, String reason) {
    /** @throws Fault environment if what the config asks for is not there */
    public static EngineSelection of(Config config) {
        check(config);
        Engine engine = FusedEngine.onCpu(config.threads());
        String reason = config.engine() == EngineChoice.AUTO || config.device().isAuto()
                ? "this version computes on the CPU" : "as the config says";
        return new EngineSelection(engine, reason);
    }

    /** Says without opening anything whether the choice can be met. */
    public static void check(Config config) {
        if (config.engine() == EngineChoice.ND4J) {
            throw Fault.environment(config.name() + ": engine nd4j is not part of this version; use engine: auto or fused");
        }
        if (config.device().isCuda()) {
            throw Fault.environment(config.name() + ": device " + config.device() + " is asked for, and this version computes on the CPU only; use device: auto or cpu");
        }
    }

    /** The visible line. */
    public String sentence() {
        return "engine " + engine.name() + " on " + engine.device() + " (" + reason + ")";
    }
}
