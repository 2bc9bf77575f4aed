package dev.understudy.run;

import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import dev.understudy.imitation.FormerNames;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes φ in a form that other programs can use: safetensors with the names and shapes of PyTorch's LSTM
 * ({@code weight_ih_l0} [4H][inputs], …). The metadata has the values necessary for their use: hidden sizes, features,
 * head, the config of the training, and the origin.
 */
public final class ImitatorFile {
    /**
     * Those imitators among {@link #PRETRAINED} that do what their teachers do: one for each teacher, and some whose
     * LSTM reads no averages.
     */
    public static final List<String> IMITATING = List.of(
            "sgd",
            "momentum",
            "adam",
            "rmsprop",
            "adagrad",
            "adadelta",
            "nadam",
            "adam-lstm",
            "rmsprop-lstm",
            "adagrad-lstm",
            "adadelta-lstm",
            "momentum-lstm");

    /** The imitators that come with the program. The last one was trained on by the losses of networks. */
    public static final List<String> PRETRAINED =
            Stream.concat(IMITATING.stream(), Stream.of("surpass")).toList();

    /** Key in the origin of a φ that was evaluated against another teacher: the config then names that other one. */
    public static final String TEACHER = "teacher";

    private static final String FORMAT = "understudy-imitator-1";
    private static final String ORIGIN = "origin.";
    private static final Logger LOG = LoggerFactory.getLogger(ImitatorFile.class);

    private ImitatorFile() {}

    /**
     * The content of a file.
     *
     * @param config the resolved YAML of the trial; parsed again if the imitator is used by name
     * @param origin of φ: its config, program, machine and data, see {@link Provenance#origin}; empty in older files,
     *     which lack it
     */
    public record Saved(Imitator imitator, float[] phi, String config, Map<String, String> origin) {
        public Saved {
            origin = Map.copyOf(origin);
        }

        /**
         * Learning rate of the teacher that φ was trained on, which determines the size of its updates. NaN if the file
         * does not tell.
         */
        public double learningRate() {
            return TrainedRate.of(origin.get(TEACHER), config);
        }
    }

    public static void write(Path file, Saved saved) {
        Imitator imitator = saved.imitator();
        float[] phi = saved.phi();
        Map<String, TypedArray> arrays = new LinkedHashMap<>();
        for (Imitator.Part part : imitator.layout()) {
            int[] shape =
                    part.name().contains("weight") ? new int[] {part.rows(), part.columns()} : new int[] {part.rows()};
            arrays.put(
                    part.name(),
                    TypedArray.of(
                            new Tensor(shape, Arrays.copyOfRange(phi, part.offset(), part.offset() + part.size()))));
        }
        Map<String, String> metadata = new LinkedHashMap<>(Map.of(
                "format", FORMAT,
                "hidden", imitator.hidden().stream().map(String::valueOf).collect(Collectors.joining(",")),
                "features", imitator.features().name().toLowerCase(Locale.ROOT),
                "moments", Json.text(imitator.moments()),
                "head", imitator.head().name().toLowerCase(Locale.ROOT),
                "gain", String.valueOf(imitator.gain()),
                "chrono", String.valueOf(imitator.chrono()),
                "teacherForcing", String.valueOf(imitator.teacherForcing()),
                "time", String.valueOf(imitator.time()),
                "config", saved.config()));
        metadata.put("tensorScale", String.valueOf(imitator.tensorScale()));
        metadata.put("schedule", String.valueOf(imitator.schedule()));
        if (saved.learningRate() > 0) {
            metadata.put("learningRate", String.valueOf(saved.learningRate())); // for readers without a YAML parser
        }
        saved.origin().forEach((key, value) -> metadata.put(ORIGIN + key, value));
        // The seal is in the metadata, which every reader of safetensors may ignore.
        AtomicFile.write(file, out -> Safetensors.writeArrays(out, arrays, Seal.seal(arrays, metadata)));
    }

    /**
     * Reads a file. Older files without a seal are read unchecked, and the log says so.
     *
     * @throws Fault bad input if the file is not an exported imitator, is damaged, or has weights that are not finite
     */
    public static Saved read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Safetensors read = Safetensors.read(file.toString(), channel, channel.size());
            if (read.metadata().containsKey(Seal.KEY)) {
                Seal.check(channel.position(0), channel.size());
            } else {
                LOG.warn("{}: has no checksum, like files of earlier versions; it is used unchecked", file);
            }
            return saved(read);
        } catch (Safetensors.Malformed e) {
            throw e.badInput(file.toString(), "export it again");
        } catch (NoSuchFileException e) {
            throw Fault.badInput(
                    file.toString(), "is not there", "an imitator, as export writes it", "correct its name", e);
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
    }

    /** SHA-256 of the whole file, equal to the output of sha256sum. @throws Fault if it cannot be read */
    public static String sha256(Path file) {
        try {
            return Provenance.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
    }

    private static Saved saved(Safetensors read) throws Safetensors.Malformed {
        Map<String, String> metadata = read.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new Safetensors.Malformed(
                    "has the format " + metadata.get("format"), FORMAT + ", as export writes it");
        }
        try {
            List<Integer> hidden = Arrays.stream(required(metadata, "hidden").split(","))
                    .filter(size -> !size.isEmpty())
                    .map(Integer::valueOf)
                    .toList();
            Imitator imitator = new Imitator(
                    hidden,
                    Imitator.Features.valueOf(required(metadata, "features").toUpperCase(Locale.ROOT)),
                    moments(metadata),
                    Imitator.Head.valueOf(required(metadata, "head").toUpperCase(Locale.ROOT)),
                    Double.parseDouble(metadata.getOrDefault("gain", "1")),
                    Integer.parseInt(named(metadata, "chrono", "0")),
                    Boolean.parseBoolean(named(metadata, "teacherForcing", "false")),
                    Boolean.parseBoolean(metadata.get("time")), // false if an older file lacks these three keys
                    Boolean.parseBoolean(metadata.get("tensorScale")),
                    Boolean.parseBoolean(metadata.get("schedule")));
            float[] phi = new float[imitator.weights()];
            for (Imitator.Part part : imitator.layout()) {
                float[] values = read.floats(part.name());
                if (values.length != part.size()) {
                    throw new IllegalArgumentException(
                            part.name() + " has " + values.length + " values; expected " + part.size());
                }
                checkFinite(part.name(), values);
                System.arraycopy(values, 0, phi, part.offset(), values.length);
            }
            Map<String, String> origin = new LinkedHashMap<>();
            metadata.forEach((key, value) -> {
                if (key.startsWith(ORIGIN)) {
                    origin.put(key.substring(ORIGIN.length()), value);
                }
            });
            return new Saved(imitator, phi, metadata.get("config"), origin);
        } catch (IllegalArgumentException e) {
            throw new Safetensors.Malformed(
                    "is not an exported imitator (" + e.getMessage() + ")", "one, as export writes it", e);
        }
    }

    private static void checkFinite(String name, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] is " + values[i] + "; expected a finite weight");
            }
        }
    }

    /** The value of an imitator's key, under its name of today or the one that it had when the file was written. */
    private static String named(Map<String, String> metadata, String key, String absent) {
        String former = FormerNames.last(FormerNames.before("imitator." + key).orElseThrow());
        return metadata.getOrDefault(key, metadata.getOrDefault(former, absent));
    }

    private static String required(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("its metadata have no " + key);
        }
        return value;
    }

    /** The moments; the defaults for older files, which lack them. */
    private static Moments moments(Map<String, String> metadata) {
        return metadata.containsKey("moments") ? Json.record(metadata.get("moments"), Moments.class) : Moments.DEFAULTS;
    }

    /** An imitator that comes with the program. @throws Fault bad input if the name is unknown */
    public static Saved pretrained(String name) {
        String resource = "/pretrained/" + name + ".safetensors";
        try (InputStream in = ImitatorFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw Fault.badInput(
                        "pretrained imitator " + name,
                        "is unknown",
                        "one that comes with the program: " + String.join(", ", PRETRAINED),
                        Spelling.meant(name, PRETRAINED).orElse("correct its name"));
            }
            byte[] bytes = in.readAllBytes();
            Seal.check(channel(bytes), bytes.length);
            return saved(Safetensors.read("pretrained imitator " + name, channel(bytes), bytes.length));
        } catch (IOException | Safetensors.Malformed e) {
            throw Fault.environment(
                    "pretrained imitator " + name,
                    "cannot be read from the program itself (" + e.getMessage() + ")",
                    "a program that is whole",
                    "install it again",
                    e);
        }
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}
