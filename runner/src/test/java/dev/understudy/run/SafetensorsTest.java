package dev.understudy.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Golden;
import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path directory;

    @Test
    void arraysOfAllTypesComeBackBitForBit() throws IOException {
        Map<String, TypedArray> arrays = new LinkedHashMap<>();
        arrays.put("bytes", TypedArray.of(new int[] {3}, (byte) 0, (byte) 127, (byte) -1));
        arrays.put("ints", TypedArray.of(new int[] {2}, Integer.MIN_VALUE, 7));
        arrays.put("longs", TypedArray.of(new int[] {1, 2}, Long.MAX_VALUE, -2L));
        arrays.put("floats", TypedArray.of(new int[] {2, 2}, Float.NaN, -0f, Float.MIN_VALUE, 1.5f));
        arrays.put("doubles", TypedArray.of(new int[] {2}, Math.PI, Double.NEGATIVE_INFINITY));
        arrays.put("scalar", TypedArray.of(new int[0], 42f));
        arrays.put("empty", TypedArray.of(new int[] {0, 3}, new float[0]));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.writeArrays(out, arrays, Map.of("note", "ü \"quoted\"\n"));
        Safetensors file = Safetensors.read(Files.write(directory.resolve("all"), out.toByteArray()));

        assertThat(file.names()).containsExactlyInAnyOrderElementsOf(arrays.keySet());
        assertThat(file.longs("bytes")).containsExactly(0, 127, 255);
        assertThat(file.longs("ints")).containsExactly(Integer.MIN_VALUE, 7);
        assertThat(file.longs("longs")).containsExactly(Long.MAX_VALUE, -2);
        assertThat(file.floats("floats")).containsExactly(Float.NaN, -0f, Float.MIN_VALUE, 1.5f);
        assertThat(file.doubles("doubles")).containsExactly(Math.PI, Double.NEGATIVE_INFINITY);
        assertThat(file.doubles("scalar")).containsExactly(42);
        assertThat(file.shape("scalar")).isEmpty();
        assertThat(file.shape("empty")).containsExactly(0, 3);
        assertThat(file.shape("longs")).containsExactly(1, 2);
        assertThat(file.metadata()).containsExactly(Map.entry("note", "ü \"quoted\"\n"));
    }

    @Test
    void aTensorLongerThanOnePieceComesBack() {
        float[] data = new float[100_003];
        for (int i = 0; i < data.length; i++) {
            data[i] = i * 0.5f;
        }
        Path path = directory.resolve("long");
        Safetensors.write(path, Map.of("x", new Snapshot.Tensor(new int[] {data.length}, data)), Map.of());
        assertThat(Safetensors.read(path).tensor("x").data()).isEqualTo(data);
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, Snapshot.Tensor> tensors = new LinkedHashMap<>();
        tensors.put("b", new Snapshot.Tensor(new int[] {1}, new float[] {2}));
        tensors.put("a", new Snapshot.Tensor(new int[] {1}, new float[] {1}));
        Safetensors.write(out, tensors, Map.of("k", "v"));
        String header =
                "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
        assertThat(header.length() % 8).isNotZero();
        String padded = header + " ".repeat(8 - header.length() % 8);
        ByteBuffer expected = ByteBuffer.allocate(8 + padded.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded.length())
                .put(padded.getBytes(UTF_8))
                .putFloat(1)
                .putFloat(2);
        assertThat(out.toByteArray()).isEqualTo(expected.array());
    }

    @Test
    void theGoldenFilesAreReadable() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Golden.folder())) {
            files = all.filter(f -> f.toString().endsWith(".safetensors")).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path path : files) {
            Safetensors file = Safetensors.read(path);
            assertThat(file.names()).as(path.toString()).isNotEmpty();
            for (String name : file.names()) {
                assertThat(file.dtype(name)).as(path + " " + name).isIn(TypedArray.Dtype.F32, TypedArray.Dtype.I64);
            }
        }
        Safetensors network = Golden.read("cnn_b4");
        assertThat(network.tensor("params").shape()).containsExactly(21840);
        assertThat(java.util.Arrays.stream(network.longs("target")).boxed())
                .hasSize(4)
                .allMatch(label -> label >= 0 && label <= 9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // header | bytes of data | part of the message
                "[]                                                                     | 0 | not a JSON object",
                "{} x                                                                   | 0 | not the JSON",
                "{                                                                      | 0 | has 9 bytes; expected at least 10",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}       | 3 | 3 bytes of data; expected 4, as its header describes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}       | 5 | 5 bytes of data; expected 4, as its header describes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}       | 8 | begins at byte 4; expected 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}       | 4 | expected 8 bytes for F32 [2]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}       | 4 | expected 4 bytes",
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}       | 4 | tensor a of dtype F16; expected one of [F",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}      | 4 | shape with -1",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}     | 4 | shape with 1.0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,5]}}     | 4 | entry a of an unknown kind",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}} | 4 | entry a of an unknown kind",
                "{\"a\":\"aced0005\"}                                                   | 0 | entry a of an unknown kind",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,17179869184]}} | 4 | more than 2147483639 values",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999],\"data_offsets\":[0,4]}} | 4 | shape with 99999999999",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}} | 4 | 4 bytes of data; expected 2000000000, as its header describes",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}} | 2 | Duplicate field 'a'",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3 | begins at byte 1; expected 2",
                "{\"__metadata__\":{\"a\":1}}                                           | 0 | __metadata__.a that is NUMBER; expected a string",
                "{\"__metadata__\":[]}                                                  | 0 | __metadata__ that is ARRAY; expected an object",
            })
    void aMalformedFileIsRefusedByName(String header, int dataBytes, String expected) throws IOException {
        byte[] json = header.strip().getBytes(UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        Path file = Files.write(
                directory.resolve("bad"), bytes.putLong(json.length).put(json).array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + " has ")
                .hasMessageContaining(expected)
                .hasMessageNotContaining("\n")
                .extracting(e -> ((Fault) e).exitCode())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "9223372036854775807", "4294967296", "17000000", "9"})
    void aHeaderLengthThatTheFileDoesNotHaveIsRefused(long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        Path file = Files.write(directory.resolve("bad"), bytes.putLong(length).array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("header's length of " + Long.toUnsignedString(length));
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] json = {'{', '"', (byte) 0xff, '"', ':', '1', '}', ' '};
        ByteBuffer bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8)
                .put(json);
        Path file = Files.write(directory.resolve("bad"), bytes.array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aFileThatIsMissingOrTooShortIsRefused() throws IOException {
        assertThatThrownBy(() -> Safetensors.read(directory.resolve("none")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(" is not there; expected a safetensors file; ");
        Path file = Files.write(directory.resolve("short"), new byte[7]);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(" has 7 bytes; expected at least 10");
    }

    @Test
    void aTensorOfAnotherNameOrTypeIsRefusedWithWhatThereIs() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.writeArrays(out, Map.of("x", TypedArray.of(new int[] {1}, 1L)), Map.of());
        Safetensors file = Safetensors.read(Files.write(directory.resolve("one"), out.toByteArray()));
        assertThatThrownBy(() -> file.floats("y"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("has the tensors [x]; expected one named y");
        assertThatThrownBy(() -> file.tensor("x"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("tensor x of dtype I64; expected one of [F32]");
    }

    @Test
    void anArrayThatDoesNotFitItsShapeIsRefused() {
        assertThatThrownBy(() -> TypedArray.of(new int[] {2, 3}, 1f))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 values of F32");
    }
}
