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
 * The pretrained imitator that the key {@code imitator.pretrained} names: by its name if it comes with the program, or
 * by the path, from the working directory on, of a file that {@code export} wrote or of a trial's directory.
 *
 * @param sha256 SHA-256 of the file; null for an imitator that comes with the program
 */
public record Pretrained(ImitatorFile.Saved saved, String sha256) {
    private static final String KEY = "imitator.pretrained";

    /** The LSTM's specification, for a config that names it. @throws Fault bad input if no imitator has this name */
    public static Imitator network(String name) {
        return of(name).saved.imitator();
    }

    /**
     * The imitator that the config names; extended if the config asks for more inputs or outputs than it has.
     *
     * @return empty if the config names none
     * @throws Fault bad input if it cannot be extended to the config's LSTM
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
                    "is " + network + " with imitator.pretrained " + name,
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
                    "is neither an imitator that comes with the program nor an existing path",
                    "one of " + String.join(", ", ImitatorFile.PRETRAINED)
                            + ", or a file that export wrote, or a trial's directory",
                    Spelling.meant(name, ImitatorFile.PRETRAINED)
                            .orElse("correct the name, or give the path relative to the working directory"));
        }
        Path file = Files.isDirectory(path) ? TrainedImitator.of(path) : path;
        return new Pretrained(ImitatorFile.read(file), ImitatorFile.sha256(file));
    }
}
