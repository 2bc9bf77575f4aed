package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directory of one trial, {@code runs/<name>/<trial>/}, held by this process until it is closed. */
public final class RunDirectory implements AutoCloseable {
    public static final String CONFIG = "config.yaml";
    /** A copy of the file that describes an external network. */
    public static final String OPTIMIZEE = "optimizee.json";

    public static final String PROVENANCE = "provenance.json";
    public static final String STATUS = "status.json";
    public static final String METRICS = "metrics.jsonl";
    public static final String EVALUATION = "evaluation.jsonl";
    public static final String CHECKPOINT = "checkpoint.safetensors";
    public static final String PREVIOUS_CHECKPOINT = "checkpoint.previous.safetensors";
    public static final String PHI = "phi.safetensors";
    public static final String REPORT = "report.html";
    private static final String DIVERGED = "diverged-";
    static final String LOCK = ".lock";
    /**
     * All that a trial writes, in the order in which a fresh start removes it: were it cut short after the status, the
     * trial would count as unfinished, and after the checkpoints as not begun; neither is wrong.
     */
    private static final List<String> WRITTEN_HERE = List.of(
            STATUS, CHECKPOINT, PREVIOUS_CHECKPOINT, PHI, METRICS, EVALUATION, REPORT, PROVENANCE, OPTIMIZEE, CONFIG);

    private final Path path;
    private final RunLock lock;

    private RunDirectory(Path path, RunLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Where a trial's files are; nothing is opened or made. @throws Fault bad input if a name is not allowed */
    public static Path locate(Path runsRoot, String name, String trial) {
        return runsRoot.resolve(RunNames.check("name", name)).resolve(RunNames.check("trial", trial));
    }

    /**
     * Makes the directory if it is missing, locks it, and removes what a killed process left half written.
     *
     * @param fresh also removes all files that a trial writes; other files in the directory stay, and no link is followed
     * @throws Fault bad input if a name is not allowed or a link leads out of {@code runsRoot}; environment if the
     *     directory is not writable or in use by another process
     */
    public static RunDirectory open(Path runsRoot, String name, String trial, boolean fresh) {
        Path path = locate(runsRoot, name, trial);
        try {
            // Asked first: createDirectories of Java 17 refuses a link to a directory.
            if (!Files.isDirectory(runsRoot)) {
                Files.createDirectories(runsRoot);
            }
            checkInside(runsRoot, path.getParent());
            checkInside(runsRoot, path);
            RunLock lock = RunLock.take(path.toRealPath());
            try {
                for (String file : WRITTEN_HERE) {
                    remove(path.resolve(file + AtomicFile.TEMPORARY));
                    if (fresh) {
                        remove(path.resolve(file));
                    }
                }
                removeDiverged(path, ".safetensors" + AtomicFile.TEMPORARY);
                if (fresh) {
                    removeDiverged(path, ".safetensors");
                }
                return new RunDirectory(path, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            if (WriteFault.isFull(e)) {
                throw WriteFault.of(path, 0, e);
            }
            throw Fault.environment(
                    path + ": the run directory cannot be made or written (" + WriteFault.reason(e)
                            + "); choose another place with --runs DIR",
                    e);
        }
    }

    /** A link may lie anywhere under the root, but not lead out of it, or a fresh start would delete there. */
    private static void checkInside(Path runsRoot, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory);
        }
        Path real = directory.toRealPath();
        if (!real.startsWith(runsRoot.toRealPath())) {
            throw Fault.badInput(directory + ": leads to " + real + ", outside " + runsRoot
                    + "; remove the link, or name the place with --runs DIR");
        }
    }

    private static void removeDiverged(Path path, String ending) throws IOException {
        try (var files = Files.newDirectoryStream(path, DIVERGED + "*" + ending)) {
            for (Path file : files) {
                remove(file);
            }
        }
    }

    private static void remove(Path file) throws IOException {
        // A directory of that name is not ours; a link is removed, not what it leads to.
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
        }
    }

    public Path path() {
        return path;
    }

    /** Where the report belongs. */
    public Path report() {
        return path.resolve(REPORT);
    }

    /** Where the trained imitator belongs. */
    public Path phi() {
        return path.resolve(PHI);
    }

    /** Where the last good θ of a diverged loop belongs. */
    public Path diverged(long seed, String driver) {
        return path.resolve(DIVERGED + driver + "-" + seed + ".safetensors");
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(path);
    }

    /** The resolved config, which carries the number of the format as a comment. */
    public void writeConfig(String yaml) {
        String text = RunFormat.comment() + yaml;
        AtomicFile.write(path.resolve(CONFIG), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The description of an external network, as it was given. */
    public void writeOptimizee(String description) {
        AtomicFile.write(path.resolve(OPTIMIZEE), out -> out.write(description.getBytes(StandardCharsets.UTF_8)));
    }

    /** @return nothing if none has been written */
    public Optional<String> config() {
        Path file = path.resolve(CONFIG);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Fault.environment(file + ": cannot be read (" + WriteFault.reason(e) + ")", e);
        }
    }

    public void writeStatus(Status status) {
        status.write(path.resolve(STATUS));
    }

    /** @return nothing if none has been written */
    public Optional<Status> status() {
        return Status.read(path.resolve(STATUS));
    }

    /** Adds this session to provenance.json; close it when the work ends. */
    public ProvenanceFile begin(Provenance provenance) {
        return ProvenanceFile.begin(path.resolve(PROVENANCE), provenance);
    }

    /** The lines of the training; to be closed by the caller. */
    public JsonLines metrics() {
        return JsonLines.open(path.resolve(METRICS));
    }

    /** The lines of the evaluation; to be closed by the caller. */
    public JsonLines evaluation() {
        return JsonLines.open(path.resolve(EVALUATION));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw Fault.environment(path + ": its lock cannot be released (" + WriteFault.reason(e) + ")", e);
        }
    }
}
