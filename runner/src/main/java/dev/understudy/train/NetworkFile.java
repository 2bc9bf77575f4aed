package dev.understudy.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.understudy.config.Config;
import dev.understudy.config.OptimizeeConfig;
import dev.understudy.fault.Fault;
import dev.understudy.run.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The JSON file that describes an external network. This class checks only that it is one JSON object of at most 4 MiB
 * in UTF-8; the engine checks the contents.
 *
 * @param origin for messages: the config, the key and the file that it names
 * @param sha256 SHA-256 of the text in UTF-8
 */
record NetworkFile(String origin, String text, String sha256) {
    /** DL4J's own descriptions of large networks are a tenth of this. */
    private static final int MOST_BYTES = 4 << 20;

    private static final String WANTED = "a JSON file of a DL4J MultiLayerConfiguration";
    private static final String REMEDY = "write it with MultiLayerConfiguration.toJson()";
    private static final JsonFactory JSON = new JsonFactory();

    /** @return empty if the config names no file. @throws Fault bad input if the file cannot be read as described */
    static Optional<NetworkFile> of(Config config) {
        OptimizeeConfig optimizee = config.optimizee();
        if (!optimizee.isExternal()) {
            return Optional.empty();
        }
        String origin = config.name() + ": optimizee.dl4j " + optimizee.dl4j();
        try {
            return Optional.of(read(Setup.path("optimizee.dl4j", optimizee.dl4j()), origin));
        } catch (InvalidPathException e) {
            throw Fault.badInput(origin, "is not a path (" + e.getReason() + ")", WANTED, "correct the path", e);
        }
    }

    private static NetworkFile read(Path file, String origin) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw Fault.badInput(
                    origin,
                    "is not there",
                    WANTED,
                    "give its path relative to the working directory, or an absolute one",
                    e);
        } catch (IOException e) {
            throw Fault.badInput(
                    origin, "cannot be read (" + e.getMessage() + ")", WANTED, "make it readable, or name another", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw Fault.badInput(
                    origin,
                    "has more than " + (MOST_BYTES >> 20) + " MiB",
                    "the JSON of a network without its weights",
                    REMEDY);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Fault.badInput(origin, "is not text in UTF-8", WANTED, REMEDY, e);
        }
        checkJson(text, origin);
        return new NetworkFile(origin, text, Provenance.sha256(text));
    }

    private static void checkJson(String text, String origin) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Fault.badInput(origin, "is not a JSON object", WANTED, REMEDY);
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw Fault.badInput(origin, "has something after its JSON object", "nothing there", REMEDY);
            }
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw Fault.badInput(
                    origin, "is not JSON" + where + " (" + oneLine(e.getOriginalMessage()) + ")", WANTED, REMEDY, e);
        } catch (IOException e) {
            throw new AssertionError("a string was read", e);
        }
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}+", " ");
    }
}
