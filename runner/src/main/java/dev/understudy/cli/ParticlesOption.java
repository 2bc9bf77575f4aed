package dev.understudy.cli;

import dev.understudy.batch.Plan;
import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.train.ParticleHost;
import picocli.CommandLine.Option;

/** The option that has the particles of an evolution computed elsewhere, while the trial itself runs here. */
final class ParticlesOption {
    private static final String OPTION = "--on";

    /** Where particles can be computed. */
    private enum Place {
        SPARK
    }

    @Option(
            names = OPTION,
            paramLabel = "spark",
            description = "Computes the particles of one trial's evolution on the executors of Spark.")
    private Place place;

    ParticleHost workers; // null without a cluster

    /** @return null if this process computes them */
    ParticleHost host() {
        return place == null ? null : workers;
    }

    /** @param batch whether options of a batch are given. @throws Fault bad input if the option is, and cannot be met */
    void check(boolean batch) {
        if (place == null) {
            return;
        }
        if (workers == null) {
            throw Fault.badInput(
                    OPTION,
                    "is spark, and this program was not started by Spark",
                    "a start by spark-submit",
                    "use spark-submit … understudy-spark.jar run CONFIG --on spark, or leave the option out");
        }
        if (batch) {
            throw Fault.badInput(
                    OPTION,
                    "is given beside options for a batch",
                    "one trial, whose particles are distributed",
                    "leave one of them out");
        }
    }

    /** @throws Fault bad input if the option is given and this is not one trial of an evolution */
    void check(Plan plan) {
        if (place == null) {
            return;
        }
        if (plan.trials().size() != 1) {
            throw Fault.badInput(
                    OPTION,
                    "is given for " + plan.trials().size() + " trials",
                    "one trial, whose particles are distributed",
                    "leave it out: the cluster then runs trials at the same time");
        }
        Config config = plan.trials().get(0).config();
        if (!config.training().evolves()) {
            throw Fault.badInput(
                    config.name() + ": training.objective",
                    "is " + config.training().objective().name() + " beside " + OPTION + " spark",
                    "evolution, whose particles can be distributed",
                    "leave the option out");
        }
    }
}
