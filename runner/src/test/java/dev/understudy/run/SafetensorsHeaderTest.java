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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The header of a safetensors file: its written form, and the limits of reading. */
class SafetensorsHeaderTest {
    @TempDir
    Path directory;

    private Path file(String header, int dataBytes) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(json.length).put(json);
        for (int i = 0; i < dataBytes; i++) {
            all.put((byte) i);
        }
        return Files.write(directory.resolve("x.safetensors"), all.array());
    }

    /** So that each tensor of a mapped file is aligned for its type, whatever its name. */
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
        Safetensors read = Safetensors.read(file(
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
}
