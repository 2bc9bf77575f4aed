package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The origin of one session of a trial: its config, program, machine, data and time. provenance.json is {@code
 * {"format": 2, "runs": [...]}} with one entry for each session that worked on the trial; a resume adds its own and
 * leaves the earlier ones unchanged, whichever version wrote them.
 *
 * @param started by the wall clock, which may jump
 * @param ended null during the work, and if the process was killed
 * @param seconds that it took, by the monotonic clock; NaN until it has ended
 * @param version of Understudy
 * @param commit see {@link GitCommit}
 * @param configSha256 of the resolved config, see {@link #sha256}
 * @param seeds by their name in the config
 * @param optimizeeSha256 of the file that describes an external network; null for other networks
 * @param pretrainedSha256 of the file that {@code imitator.pretrained} names by its path; null if it names none
 * @param teachers see {@link Teachers}; null in older sessions, which lack them
 * @param computed the engine and device that were used, which may differ from the requested ones
 */
public record Provenance(
        Instant started,
        Instant ended,
        double seconds,
        String version,
        String commit,
        String configSha256,
        Map<String, Long> seeds,
        Data data,
        @JsonInclude(JsonInclude.Include.NON_NULL) String optimizeeSha256,
        @JsonInclude(JsonInclude.Include.NON_NULL) String pretrainedSha256,
        @JsonInclude(JsonInclude.Include.NON_NULL) Teachers teachers,
        Computed computed,
        Machine machine) {
    public Provenance {
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(configSha256, "configSha256");
        seeds = java.util.Collections.unmodifiableMap(new TreeMap<>(seeds));
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(computed, "computed");
        Objects.requireNonNull(machine, "machine");
    }

    /** A data set. @param sha256 of its bytes */
    public record Data(String name, String sha256) {}

    /**
     * The teachers of a session with their constants, as texts that are equal if the teachers are.
     *
     * @param trainedOn the teacher that φ was trained on; null if unknown
     * @param drivenAs the same with the learning rate at which the imitator drives; null if it drives at the rate of
     *     its training
     * @param evaluatedOn the teacher that the imitator is compared with
     */
    public record Teachers(
            @JsonInclude(JsonInclude.Include.NON_NULL) String trainedOn,
            @JsonInclude(JsonInclude.Include.NON_NULL) String drivenAs,
            String evaluatedOn) {
        /** The teacher that the imitator imitates as it drives in this session; null if unknown. */
        public String imitated() {
            return drivenAs != null ? drivenAs : trainedOn;
        }
    }

    /**
     * The engine and device that did the work.
     *
     * @param reason for their choice: one line
     * @param kernels of the CPU, see {@code CpuKernelChoice}; null if they were not used, and in older sessions
     */
    public record Computed(
            String engine,
            String device,
            String reason,
            @JsonInclude(JsonInclude.Include.NON_NULL) String kernels) {}

    /** A session that begins now, with this program's commit and this machine. */
    public static Provenance here(
            String version,
            String resolvedConfig,
            Map<String, Long> seeds,
            Data data,
            String optimizeeSha256,
            String pretrainedSha256,
            Teachers teachers,
            Computed computed) {
        return new Provenance(
                Instant.now(),
                null,
                Double.NaN,
                version,
                GitCommit.ofThisProgram(),
                sha256(resolvedConfig),
                seeds,
                data,
                optimizeeSha256,
                pretrainedSha256,
                teachers,
                computed,
                Machine.here());
    }

    /** The same session, ended now after this number of seconds. */
    private Provenance over(double after) {
        return new Provenance(
                started,
                Instant.now(),
                after,
                version,
                commit,
                configSha256,
                seeds,
                data,
                optimizeeSha256,
                pretrainedSha256,
                teachers,
                computed,
                machine);
    }

    /** The commit of this program, or "unknown". */
    public static String commitHere() {
        return GitCommit.ofThisProgram();
    }

    /** SHA-256 of the text in UTF-8, 64 hexadecimal digits. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of bytes, 64 hexadecimal digits. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Seal.sha256().digest(bytes));
    }

    /** The values that are exported together with an imitator: all except the names of this machine. */
    public Map<String, String> origin() {
        return Map.of(
                "version",
                version,
                "commit",
                commit,
                "data",
                data.name(),
                "dataSha256",
                data.sha256(),
                "engine",
                computed.engine(),
                "device",
                computed.device(),
                "cpu",
                machine.cpu(),
                "jvm",
                machine.jvm());
    }

    /** The content of provenance.json. @param runs one for each session, in their order */
    public record Sessions(@JsonProperty(required = true) List<JsonNode> runs) {
        public Sessions {
            runs = List.copyOf(runs);
        }
    }

    /**
     * Writes this session's entry.
     *
     * @throws Fault bad input if the file exists and is not a provenance; as {@link AtomicFile#write}
     */
    Open begin(Path file) {
        Open begun = new Open(file, runs(file), this);
        begun.write(this);
        return begun;
    }

    /**
     * The begin of the first session, by the wall clock; empty without a session, or if it does not have the time.
     * @throws Fault as {@link #lastSession}
     */
    public static Optional<Instant> begun(Path file) {
        try {
            return runs(file).stream()
                    .findFirst()
                    .map(first -> first.path("started").asText())
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** @return empty without a file or a session in it. @throws Fault bad input if it is not a provenance */
    public static Optional<Provenance> lastSession(Path file) {
        List<JsonNode> runs = runs(file);
        try {
            return runs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(RunFormat.read(runs.get(runs.size() - 1), Provenance.class, file.toString()));
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    file.toString(),
                    "was edited (" + e.getMessage() + ")",
                    "a session at the end of the list runs",
                    "repair it, or start again with --fresh",
                    e);
        }
    }

    /**
     * Writes one provenance with the sessions of several.
     *
     * @throws Fault bad input if one is not a provenance; as {@link AtomicFile#write}
     */
    public static void gather(Path to, List<Path> from) {
        List<JsonNode> all = new ArrayList<>();
        from.forEach(file -> all.addAll(runs(file)));
        Json.write(to, RunFormat.stamped(new Sessions(all)));
    }

    private static List<JsonNode> runs(Path file) {
        Optional<ObjectNode> root = Json.read(file);
        try {
            return root.isEmpty()
                    ? List.of()
                    : RunFormat.read(root.get(), Sessions.class, file.toString())
                            .runs();
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    file.toString(),
                    "was edited (" + e.getMessage() + ")",
                    "a list named runs",
                    "repair it, or start again with --fresh",
                    e);
        }
    }

    /** A session at work. */
    public static final class Open implements AutoCloseable {
        private final Path file;
        private final List<JsonNode> before;
        private final Provenance session;
        private final long startNanos = System.nanoTime();
        private boolean ended;

        private Open(Path file, List<JsonNode> before, Provenance session) {
            this.file = file;
            this.before = before;
            this.session = session;
        }

        private void write(Provenance provenance) {
            List<JsonNode> runs = new ArrayList<>(before);
            runs.add(Json.tree(provenance));
            Json.write(file, RunFormat.stamped(new Sessions(runs)));
        }

        /** Writes the end of the session, and its duration by the monotonic clock. */
        @Override
        public void close() {
            if (!ended) {
                ended = true;
                write(session.over((System.nanoTime() - startNanos) / 1e9));
            }
        }
    }
}
