package dev.understudy.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What an executor says of its particles.
 *
 * @param place the executor, as Spark names the place of a task
 * @param device the kind of device that computed
 * @param fault why it cannot compute; empty if it can
 * @param answers bytes of {@link dev.understudy.engine.ParticleWire}
 */
record Reply(String place, String device, String fault, byte[] answers) {
    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(place);
            out.writeUTF(device);
            out.writeUTF(fault);
            out.write(answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none in memory
        }
        return bytes.toByteArray();
    }

    static Reply read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new Reply(in.readUTF(), in.readUTF(), in.readUTF(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the bytes end too early
        }
    }
}
