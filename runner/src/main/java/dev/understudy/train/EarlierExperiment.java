package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import dev.understudy.run.RunLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Checks that a directory's earlier experiment equals the present one, so that a trial resumes only its own files. */
record EarlierExperiment(RunLocation place) {
    /**
     * @param network the file of an external network
     * @param pretrained the imitator with which the training begins
     * @throws Fault bad input if the directory holds another experiment; the message lists every difference
     */
    void check(Config config, Provenance.Data data, Optional<NetworkFile> network, Optional<Pretrained> pretrained) {
        Path stored = place.path().resolve(RunDirectory.CONFIG);
        if (!Files.exists(stored)) {
            return;
        }
        List<String> differing = differing(config, stored(stored).results());
        network.filter(file -> isAnother(file, place.path().resolve(RunDirectory.OPTIMIZEE)))
                .ifPresent(file ->
                        differing.add("the file optimizee.dl4j differs from " + RunDirectory.OPTIMIZEE + " there"));
        Optional<Provenance> last = Provenance.lastSession(place.path().resolve(RunDirectory.PROVENANCE));
        String phi = pretrained.map(Pretrained::sha256).orElse(null);
        last.map(Provenance::pretrainedSha256)
                .filter(before -> phi != null && !before.equals(phi))
                .ifPresent(before -> differing.add("the file imitator.pretrained has the SHA-256 " + brief(phi)
                        + " here and " + brief(before) + " there"));
        last.map(Provenance::data)
                .filter(before -> !before.sha256().equals(data.sha256()))
                .ifPresent(before -> differing.add("the data " + data.name() + " have the SHA-256 "
                        + brief(data.sha256()) + " here and " + brief(before.sha256()) + " there"));
        if (!differing.isEmpty()) {
            throw Fault.badInput(
                    place.path().toString(),
                    "holds another experiment (" + String.join("; ", differing) + ")",
                    "this one or none",
                    remedy(differing));
        }
    }

    private static List<String> differing(Config config, SortedMap<String, String> there) {
        List<String> differing = new ArrayList<>();
        config.results().forEach((field, value) -> {
            if (!value.equals(there.get(field))) {
                differing.add(field + " is " + value + " here and " + there.get(field) + " there");
            }
        });
        there.keySet().stream()
                .filter(field -> !config.results().containsKey(field))
                .forEach(field -> differing.add(field + " is only there"));
        return differing;
    }

    private String remedy(List<String> differing) {
        if (place.isEvaluation()) {
            return "discard it with --fresh, or give this one a name of its own with --name";
        }
        String otherwise = "discard it with --fresh, or give this one another name with -o name=…";
        return differing.stream()
                        .allMatch(difference ->
                                difference.startsWith("evaluation.") || difference.startsWith("imitator.learningRate "))
                ? "`evaluate " + place.path()
                        + "` with the same -o adds an evaluation with that rate to this experiment; or " + otherwise
                : otherwise;
    }

    private static String brief(String sha256) {
        return sha256.length() > 12 ? sha256.substring(0, 12) + "…" : sha256;
    }

    private static Config stored(Path file) {
        try {
            RunFormat.checkConfig(Files.readString(file), file.toString());
        } catch (IOException e) {
            // Configs.load below reports a file that cannot be read.
        }
        return Configs.loadWritten(file, List.of());
    }

    private static boolean isAnother(NetworkFile file, Path kept) {
        try {
            return !Provenance.sha256(Files.readString(kept)).equals(file.sha256());
        } catch (NoSuchFileException e) {
            return false; // without this file the directory has no checkpoint either
        } catch (IOException e) {
            return true;
        }
    }
}
