package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a config file: at most 256 KiB of UTF-8. */
final class ConfigFile {
    static final int MOST_BYTES = 1 << 18;

    private ConfigFile() {}

    static String read(Path file) {
        String name = Printable.brief(file.toString());
        if (Files.isDirectory(file)) {
            throw Fault.badInput(
                    name, "is a folder", "a config file such as " + name + "/quickstart.yaml", "name the file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            // Not Files.size: a device or a pipe has no size.
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw Fault.badInput(name, "is not there", "a config file", "correct its path", e);
        } catch (IOException e) {
            throw Fault.badInput(
                    name,
                    "cannot be read (" + Printable.brief(String.valueOf(e.getMessage())) + ")",
                    "a config file",
                    "check its rights",
                    e);
        }
        if (bytes.length > MOST_BYTES) {
            throw Fault.badInput(
                    name, "is longer than a config", "at most " + MOST_BYTES + " bytes", "name a config file");
        }
        return decode(bytes, name);
    }

    private static String decode(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw Fault.badInput(name + ":" + line, "is not UTF-8", "text in UTF-8", "save the file as UTF-8");
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
