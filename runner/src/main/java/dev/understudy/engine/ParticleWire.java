package dev.understudy.engine;

import dev.understudy.engine.ParticleRequest.Base;
import dev.understudy.engine.ParticleRequest.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and answers as bytes: numbers and names, no objects. Each float keeps its bits. */
public final class ParticleWire {
    private ParticleWire() {}

    public static byte[] bytes(ParticleRequest request) {
        return written(out -> {
            out.writeUTF(request.training());
            out.writeLong(request.metaStep());
            out.writeBoolean(request.state());
            out.writeInt(request.phis().size());
            for (float[] phi : request.phis()) {
                write(out, phi);
            }
            out.writeInt(request.parts().size());
            for (Part part : request.parts()) {
                out.writeInt(part.range().task());
                out.writeInt(part.range().from());
                out.writeInt(part.range().to());
                out.writeBoolean(part.base() != null);
                if (part.base() != null) {
                    out.writeLong(part.base().metaStep());
                    write(out, part.base().tensors());
                }
            }
        });
    }

    public static ParticleRequest request(byte[] bytes) {
        return read(
                bytes,
                in -> new ParticleRequest(
                        in.readUTF(),
                        in.readLong(),
                        in.readBoolean(),
                        list(in, ParticleWire::floats),
                        list(in, ParticleWire::part)));
    }

    private static Part part(DataInputStream in) throws IOException {
        PairRange range = new PairRange(in.readInt(), in.readInt(), in.readInt());
        return new Part(range, in.readBoolean() ? new Base(in.readLong(), tensors(in)) : null);
    }

    public static byte[] bytes(List<ParticleAnswer> answers) {
        return written(out -> {
            out.writeInt(answers.size());
            for (ParticleAnswer answer : answers) {
                write(out, answer.losses());
                write(out, answer.sums());
                write(out, answer.tensors());
            }
        });
    }

    public static List<ParticleAnswer> answers(byte[] bytes) {
        return read(bytes, in -> list(in, one -> new ParticleAnswer(floats(one), floats(one), tensors(one))));
    }

    private static void write(DataOutputStream out, Map<String, float[]> tensors) throws IOException {
        out.writeInt(tensors.size());
        for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
            out.writeUTF(tensor.getKey());
            write(out, tensor.getValue());
        }
    }

    private static Map<String, float[]> tensors(DataInputStream in) throws IOException {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        int n = in.readInt();
        for (int i = 0; i < n; i++) {
            tensors.put(in.readUTF(), floats(in));
        }
        return tensors;
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
        buffer.asFloatBuffer().put(values);
        out.write(buffer.array());
    }

    private static float[] floats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer.wrap(in.readNBytes(Math.multiplyExact(4, values.length)))
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static <T> List<T> list(DataInputStream in, Reading<T> one) throws IOException {
        List<T> list = new ArrayList<>();
        int n = in.readInt();
        for (int i = 0; i < n; i++) {
            list.add(one.from(in));
        }
        return list;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try {
            return reading.from(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the bytes end too early
        }
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none in memory
        }
        return bytes.toByteArray();
    }
}
