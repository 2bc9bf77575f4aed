package dev.understudy.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one session of a trial was computed from, with and on, and when.
 *
 * @param started by the wall clock, which may jump
 * @param ended null while it is at work, and where it was killed
 * @param seconds that it took, by the clock that never jumps; NaN until it has ended
 * @param version of Understudy
 * @param commit see {@link GitCommit}
 * @param configSha256 of the resolved config, see {@link #sha256}
 * @param seeds by their name in the config
 * @param optimizeeSha256 of the file that describes an external network; null where there is none
 * @param teachers see {@link Teachers}; null in sessions from before they were kept
 * @param computed what was used, never what was asked for
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
     * Rules with their constants, in words that are equal where the rules are.
     *
     * @param trainedOn the one that φ was trained on; null where nobody knows
     * @param evaluatedOn the one that it is held against
     */
    public record Teachers(
            @JsonInclude(JsonInclude.Include.NON_NULL) String trainedOn, String evaluatedOn) {}

    /** The engine and device that did the work. @param reason why these: one line */
    public record Computed(String engine, String device, String reason) {}

    /** With the commit of this program and this machine. */
    public static Provenance here(
            String version,
            String resolvedConfig,
            Map<String, Long> seeds,
            Data data,
            String optimizeeSha256,
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
                teachers,
                computed,
                Machine.here());
    }

    /** The same session, which has now taken so many seconds and is over. */
    Provenance over(double after) {
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
                teachers,
                computed,
                machine);
    }

    /** SHA-256 of the text in UTF-8, 64 hexadecimal digits. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(Seal.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What goes along with an imitator that is given away: all but the names of this machine. */
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
}
