package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of one trial, {@code runs/<name>/<trial>/}, locked by this process until it is closed. */
public final class RunDirectory implements AutoCloseable {
    public static final String CONFIG = "config.yaml";
    /** A copy of the file that describes an external network. */
    public static final String OPTIMIZEE = "optimizee.json";

    public static final String PROVENANCE = "provenance.json";
    public static final String STATUS = "status.json";
    /** The status of an evaluation that has a folder of its own. */
    public static final String EVALUATION_STATUS = "evaluation.json";
    /** Folder below a trial's directory. */
    public static final String EVALUATIONS = "evaluations";

    public static final String METRICS = "metrics.jsonl";
    public static final String EVALUATION = "evaluation.jsonl";
    /** The rollouts of a tuning, see {@link TuningLine}. */
    public static final String TUNING = "tuning.jsonl";
    /** The result of a tuning, see {@link TunedTeacher}. */
    public static final String TUNED = "tuned.json";
    /** A copy of the tuned teacher that an evaluation is compared with. */
    public static final String AGAINST = "against.json";

    public static final String CHECKPOINT = "checkpoint.safetensors";
    public static final String PREVIOUS_CHECKPOINT = "checkpoint.previous.safetensors";
    public static final String PHI = "phi.safetensors";
    public static final String REPORT = "report.html";
    /** A person's words about the run, see {@link Tags}. */
    public static final String TAGS = "tags.json";

    private static final String DIVERGED = "diverged-";
    static final String LOCK = ".lock";
    /**
     * All files of a trial, tags included, in the order in which a fresh start removes them. If the removal is
     * interrupted after the status, the trial counts as unfinished; after the checkpoints, as not begun. Both are
     * correct.
     */
    private static final List<String> WRITTEN_HERE = List.of(
            STATUS,
            EVALUATION_STATUS,
            CHECKPOINT,
            PREVIOUS_CHECKPOINT,
            PHI,
            TUNED,
            METRICS,
            EVALUATION,
            TUNING,
            AGAINST,
            REPORT,
            PROVENANCE,
            TAGS,
            OPTIMIZEE,
            CONFIG);
    /** Files that mark a folder as a run's: each is written once a trial or an evaluation has begun in it. */
    private static final List<String> SIGNS =
            List.of(STATUS, EVALUATION_STATUS, TUNED, EVALUATION, METRICS, CHECKPOINT, PREVIOUS_CHECKPOINT, CONFIG);

    private final Path path;
    private final String status;
    private final RunLock lock;
    private LogFollower follower = LogFollower.NONE;

    private RunDirectory(Path path, String status, RunLock lock) {
        this.path = path;
        this.status = status;
        this.lock = lock;
    }

    /** The path of a trial's files; nothing is opened or made. @throws Fault bad input if a name is not allowed */
    public static Path locate(Path runsRoot, String name, String trial) {
        return RunLocation.ofTrial(runsRoot, name, trial).path();
    }

    /**
     * Makes the directory if it is missing, locks it, and removes half-written files of a killed process.
     *
     * @param fresh also removes all files that a trial writes; other files in the directory stay, and no link is
     *     followed
     * @throws Fault bad input if a name is not allowed or a link leads out of {@code runsRoot}; environment if the
     *     directory is not writable or in use by another process
     */
    public static RunDirectory open(Path runsRoot, String name, String trial, boolean fresh) {
        return open(RunLocation.ofTrial(runsRoot, name, trial), fresh);
    }

    /** The same for any location. */
    public static RunDirectory open(RunLocation place, boolean fresh) {
        Disk disk = Disk.inUse();
        Path runsRoot = place.root();
        Path path = place.path();
        try {
            disk.createDirectories(runsRoot);
            checkInside(disk, runsRoot, path.getParent());
            checkInside(disk, runsRoot, path);
            RunLock lock = RunLock.take(disk, path.toRealPath());
            try {
                for (String file : WRITTEN_HERE) {
                    remove(disk, path.resolve(file + AtomicFile.TEMPORARY));
                }
                removeDiverged(disk, path, ".safetensors" + AtomicFile.TEMPORARY);
                if (fresh) {
                    discard(disk, path);
                }
                return new RunDirectory(path, place.status(), lock);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw FileFault.writing(path, 0, e);
        }
    }

    /** Whether a trial or an evaluation has written here. Links above the folder are followed, links in it are not. */
    public static boolean isOne(Path folder) {
        return SIGNS.stream().anyMatch(sign -> Files.isRegularFile(folder.resolve(sign), LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether a process, this one or another, works there. Nothing is written. */
    public static boolean isHeld(Path folder) {
        return RunLock.isHeld(folder);
    }

    /** The evaluations of a run by name; empty if their folder is a link. */
    public static List<Path> evaluations(Path run) {
        Path folder = run.resolve(EVALUATIONS);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(RunDirectory::isOne)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileFault.reading(folder, e);
        }
    }

    /**
     * The files that the program has written there and may remove. Folders and links with these names are not among
     * them.
     */
    static List<Path> written(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> isWritten(file.getFileName().toString()))
                    .forEach(files::add);
        }
        files.addAll(EventFiles.in(folder.resolve(EventFiles.FOLDER)));
        // In the order of a fresh start, with the status first, so that an interrupted removal counts as unfinished.
        files.sort(Comparator.comparingInt((Path file) ->
                        Math.floorMod(WRITTEN_HERE.indexOf(file.getFileName().toString()), 100))
                .thenComparing(Comparator.naturalOrder()));
        return files;
    }

    private static boolean isWritten(String name) {
        String whole = name.endsWith(AtomicFile.TEMPORARY)
                ? name.substring(0, name.length() - AtomicFile.TEMPORARY.length())
                : name;
        return WRITTEN_HERE.contains(whole) || whole.startsWith(DIVERGED) && whole.endsWith(".safetensors");
    }

    private static void discard(Disk disk, Path path) throws IOException {
        for (String file : WRITTEN_HERE) {
            if (file.equals(PHI)) {
                // Forced, so that a power cut cannot bring back a checkpoint whose lines of metrics are gone.
                disk.forceDirectory(path);
            }
            remove(disk, path.resolve(file));
        }
        removeDiverged(disk, path, ".safetensors");
        for (Path file : EventFiles.in(path.resolve(EventFiles.FOLDER))) {
            disk.delete(file);
        }
        EventFiles.removeEmptyFolders(disk, path);
        disk.forceDirectory(path);
    }

    /** Checks that links under the root do not lead out of it; otherwise a fresh start would delete files outside. */
    private static void checkInside(Disk disk, Path runsRoot, Path directory) throws IOException {
        disk.createDirectories(directory);
        Path real = directory.toRealPath();
        if (!real.startsWith(runsRoot.toRealPath())) {
            throw Fault.badInput(
                    directory.toString(),
                    "leads to " + real + ", outside " + runsRoot,
                    "a folder below " + runsRoot,
                    "remove the link, or name the place with --runs DIR");
        }
    }

    private static void removeDiverged(Disk disk, Path path, String ending) throws IOException {
        try (var files = Files.newDirectoryStream(path, DIVERGED + "*" + ending)) {
            for (Path file : files) {
                remove(disk, file);
            }
        }
    }

    private static void remove(Disk disk, Path file) throws IOException {
        // A directory of that name is not the program's; of a link, only the link itself is removed.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            disk.delete(file);
        }
    }

    public Path path() {
        return path;
    }

    /** Path of the report. */
    public Path report() {
        return path.resolve(REPORT);
    }

    /**
     * Removes the report before a new status is written: a missing report is made again, but an outdated one would
     * stay.
     */
    public void removeReport() {
        try {
            remove(Disk.inUse(), report());
        } catch (IOException e) {
            throw FileFault.writing(report(), 0, e);
        }
    }

    /** Path of the trained imitator. */
    public Path phi() {
        return path.resolve(PHI);
    }

    /** Path of the last good θ of a diverged rollout. */
    public Path diverged(long seed, String driver) {
        return path.resolve(DIVERGED + driver + "-" + seed + ".safetensors");
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(path);
    }

    /** Writes the resolved config, with the number of the format as a comment. */
    public void writeConfig(String yaml) {
        String text = RunFormat.comment() + yaml;
        AtomicFile.write(path.resolve(CONFIG), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes the description of an external network unchanged. */
    public void writeOptimizee(String description) {
        AtomicFile.write(path.resolve(OPTIMIZEE), out -> out.write(description.getBytes(StandardCharsets.UTF_8)));
    }

    public void writeStatus(Status status) {
        status.write(path.resolve(this.status));
    }

    /** @return empty if no status has been written */
    public Optional<Status> status() {
        return Status.read(path.resolve(status));
    }

    /** Writes the tuned teacher that an evaluation is compared with; it replaces an earlier one. */
    public void writeAgainst(TunedTeacher tuned) {
        tuned.write(path.resolve(AGAINST));
    }

    /** Adds this session to provenance.json; close it when the work ends. */
    public Provenance.Open begin(Provenance provenance) {
        return provenance.begin(path.resolve(PROVENANCE));
    }

    /** Sets the follower of the logs; logs opened before this call do not have it. */
    public void follow(LogFollower other) {
        follower = other;
    }

    /** The follower of the logs. */
    public LogFollower follower() {
        return follower;
    }

    /** Opens the log of the training; the caller closes it. */
    public JsonLines metrics() {
        return JsonLines.open(path.resolve(METRICS)).followedBy(follower);
    }

    /** Opens the log of the evaluation; the caller closes it. */
    public JsonLines evaluation() {
        return JsonLines.open(path.resolve(EVALUATION)).followedBy(follower);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw FileFault.writing(path.resolve(LOCK), 0, e);
        }
    }
}
