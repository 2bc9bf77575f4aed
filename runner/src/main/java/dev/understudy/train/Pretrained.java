package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import dev.understudy.imitation.Extension;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.TrainedImitator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code imitator.pretrained} names: an imitator that comes with the program, by its name, or else one of a file that {@code export} wrote
 * or of a trial, by its path from the working directory on.
 *
 * @param sha256 of the file; null for one that comes with the program, of which the name says all
 */
public record Pretrained(ImitatorFile.Saved saved, String sha256) {
    private static final String KEY = "imitator.pretrained";

    /** The LSTM, for a config that names it. @throws Fault bad input if there is no such imitator */
    public static Imitator network(String name) {
        return of(name).saved.imitator();
    }

    /**
     * The named imitator; where the config asks for more inputs or outputs than it has, laid out for them.
     *
     * @return nothing where the config names none
     * @throws Fault bad input where the config's LSTM is another
     */
    static Optional<Pretrained> of(Config config) {
        String name = config.imitator().pretrained();
        if (name == null) {
            return Optional.empty();
        }
        Pretrained pretrained = of(name);
        Imitator network = config.imitator().network();
        if (Extension.refused(pretrained.saved.imitator(), network).isPresent()) {
            throw Fault.badInput(
                    config.name() + ": imitator",
                    "is " + network + " beside imitator.pretrained " + name,
                    pretrained.saved.imitator().toString(),
                    "leave the other keys of imitator out to take it as it is");
        }
        return Optional.of(pretrained.extendedTo(network));
    }

    private Pretrained extendedTo(Imitator network) {
        if (network.equals(saved.imitator())) {
            return this;
        }
        float[] phi = Extension.of(saved.imitator(), saved.phi(), network);
        return new Pretrained(new ImitatorFile.Saved(network, phi, saved.config(), saved.origin()), sha256);
    }

    private static Pretrained of(String name) {
        if (ImitatorFile.PRETRAINED.contains(name)) {
            return new Pretrained(ImitatorFile.pretrained(name), null);
        }
        Path path = Setup.path(KEY, name);
        if (!Files.exists(path)) {
            throw Fault.badInput(
                    KEY + " " + name,
                    "is neither an imitator that comes with the program nor a path at which something is",
                    "one of " + String.join(", ", ImitatorFile.PRETRAINED)
                            + ", or a file that export wrote, or a trial's directory",
                    Spelling.meant(name, ImitatorFile.PRETRAINED)
                            .orElse("correct the name, or give the path from the working directory on"));
        }
        Path file = Files.isDirectory(path) ? TrainedImitator.of(path) : path;
        return new Pretrained(ImitatorFile.read(file), ImitatorFile.sha256(file));
    }
}
