package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of logs and of safetensors at their edges. */
class FileFormatsTest {
    @TempDir
    Path directory;

    // ---- safetensors ----

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(json.length).put(json);
        for (int i = 0; i < dataBytes; i++) {
            all.put((byte) i);
        }
        return Files.write(directory.resolve("x.safetensors"), all.array());
    }

    /** So that each tensor of a mapped file begins where its type may begin, whatever its name. */
    @Test
    void wideTypesComeFirstThenNamesInOrder() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.writeArrays(
                out,
                Map.of(
                        "a", TypedArray.of(new int[] {1}, (byte) 1),
                        "c", TypedArray.of(new int[] {1}, 1f),
                        "b", TypedArray.of(new int[] {1}, 1f),
                        "z", TypedArray.of(new int[] {1}, 1.0)),
                Map.of());
        byte[] bytes = out.toByteArray();
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = Json.MAPPER.readTree(bytes, 8, length);

        assertThat(length % 8).isZero();
        assertThat(header.get("z").get("data_offsets").toString()).isEqualTo("[0,8]");
        assertThat(header.get("b").get("data_offsets").toString()).isEqualTo("[8,12]");
        assertThat(header.get("c").get("data_offsets").toString()).isEqualTo("[12,16]");
        assertThat(header.get("a").get("data_offsets").toString()).isEqualTo("[16,17]");
    }

    @Test
    void aHeaderMayNameTensorsInAnotherOrderThanTheirData() throws IOException {
        SafetensorsFile read = Safetensors.read(file(
                "{'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]},'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}}",
                3));
        assertThat((byte[]) read.array("a").values()).containsExactly(0);
        assertThat((byte[]) read.array("b").values()).containsExactly(1, 2);
    }

    @Test
    void noTensorMayBeCalledLikeTheMetadata() {
        assertThatThrownBy(() -> Safetensors.writeArrays(
                        new ByteArrayOutputStream(),
                        Map.of("__metadata__", TypedArray.of(new int[] {1}, 1f)),
                        Map.of()))
                .hasMessage("tensor name is __metadata__; expected another name; this one is reserved");
    }

    @Test
    void theSmallestFileIsAnEmptyObject() throws IOException {
        assertThat(Safetensors.read(file("{}", 0)).names()).isEmpty();
        Path tooShort = Files.write(directory.resolve("y"), new byte[7]);
        assertThatThrownBy(() -> Safetensors.read(tooShort)).hasMessageContaining("has 7 bytes; expected at least 10");
        Path noHeader = Files.write(directory.resolve("z"), new byte[8]);
        assertThatThrownBy(() -> Safetensors.read(noHeader)).hasMessageContaining("has 8 bytes; expected at least 10");
    }

    @Test
    void anExtentIsNeverNegative() {
        assertThatThrownBy(() -> TypedArray.of(new int[] {-1, 0}, new float[0]))
                .hasMessage("shape is [-1, 0]; expected no negative extent");
        assertThat(TypedArray.of(new int[] {0, 3}, new float[0]).count()).isZero();
    }

    @Test
    void theSizesThatAJavaArrayCannotHoldAreRefused() throws IOException {
        assertThatThrownBy(() ->
                        Safetensors.read(file("{'a':{'dtype':'U8','shape':[2147483640],'data_offsets':[0,1]}}", 1)))
                .hasMessageContaining("shape with 2147483640; expected a whole number from 0 to 2147483639");
        assertThatThrownBy(() ->
                        Safetensors.read(file("{'a':{'dtype':'U8','shape':[2147483639],'data_offsets':[0,1]}}", 1)))
                .hasMessageContaining("expected 2147483639 bytes for U8 [2147483639]");
        assertThatThrownBy(() ->
                        Safetensors.read(file("{'a':{'dtype':'U8','shape':[1073741820, 2],'data_offsets':[0,1]}}", 1)))
                .hasMessageContaining("has tensor a with more than 2147483639 values");
    }

    // ---- logs ----

    private record Line(int a) {}

    private static String line(int a) {
        return "{\"format\":" + RunFormat.NUMBER + ",\"a\":" + a + "}\n";
    }

    @Test
    void blankLinesAreNoFaultAndAreKept() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), line(1) + "\t\n" + line(2) + " \r\n");
        assertThat(JsonLines.read(log, Line.class)).containsExactly(new Line(1), new Line(2));
        try (JsonLines lines = JsonLines.open(log)) {
            lines.append(new Line(3));
        }
        assertThat(Files.readString(log)).isEqualTo(line(1) + "\t\n" + line(2) + " \r\n" + line(3));
        assertThat(JsonLines.read(log, Line.class)).hasSize(3);
    }

    /** Nothing of what it held can be a line. */
    @Test
    void aLogOfDamageAloneIsBegunAgain() throws IOException {
        Path log = Files.writeString(directory.resolve("log"), "\0\0\0\n{\"a\n]");
        try (JsonLines lines = JsonLines.open(log)) {
            lines.append(new Line(3));
        }
        assertThat(Files.readString(log)).isEqualTo(line(3));
    }

    @Test
    void numbersThatAreNotFiniteAreNullHoweverDeepTheyLie() {
        assertThat(Json.tree(Map.of("a", List.of(Map.of("b", List.of(1.5, Double.NaN)))))
                        .toString())
                .isEqualTo("{\"a\":[{\"b\":[1.5,null]}]}");
    }

    @Test
    void aFileOfOneObjectEndsWithALineBreak() throws IOException {
        Path status = directory.resolve("status.json");
        Json.write(status, Json.MAPPER.createObjectNode().put("a", 1));
        assertThat(Files.readString(status)).endsWith("}\n");
        assertThat(Json.read(status).orElseThrow().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aSessionTakesAsLongAsTheClockSays() throws Exception {
        Path file = directory.resolve("provenance.json");
        Provenance provenance = Provenance.here(
                "1",
                "name: a",
                Map.of(),
                new Provenance.Data("d", "0"),
                null,
                null,
                new Provenance.Computed("fused", "cpu", "why"));
        try (ProvenanceFile session = ProvenanceFile.begin(file, provenance)) {
            Thread.sleep(20);
        }
        JsonNode session = Json.read(file).orElseThrow().get("runs").get(0);
        assertThat(session.get("seconds").doubleValue()).isBetween(0.02, 600.0);
        assertThat(session.get("machine").get("cpu").asText()).isNotBlank();
    }
}
