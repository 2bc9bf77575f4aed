package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The records byte for byte, as the messages and the record writer of TensorBoard 2.21.0 make them (tensorboard.compat.proto, RecordWriter). */
class EventBytesTest {
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aFileBeginsWithItsVersion() {
        assertThat(hex(Event.version(1_700_000_000.25)))
                .isEqualTo(
                        "1800000000000000a37f4b22" // length 24, its checksum
                                + "0900001040fc54d941" // wall_time
                                + "1a0d627261696e2e4576656e743a32" // file_version
                                + "338d2fe9");
    }

    @Test
    void numbersOfOneStepAreOneEvent() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("training/imitationLoss", 0.1);
        values.put("training/learningRate", 0.001);

        assertThat(hex(Event.scalars(1_700_000_000.5, 300, values)))
                .isEqualTo("4b0000000000000087099996"
                        + "0900002040fc54d94110ac02" // step 300 in two bytes
                        + "2a3d0a1d0a16747261696e696e672f696d69746174696f6e4c6f737315cdcccc3d"
                        + "0a1c0a15747261696e696e672f6c6561726e696e6752617465156f12833a"
                        + "1af5673e");
    }

    @Test
    void aTextIsATensorOfTheTextPluginInUtf8() {
        assertThat(hex(Event.text(1_700_000_000.5, "config", "φ")))
                .isEqualTo("290000000000000037ff5f00"
                        + "0900002040fc54d941"
                        + "2a1e0a1c0a06636f6e6669674208080712004202cf864a080a060a0474657874"
                        + "ab72719a");
    }

    @Test
    void whatSinglePrecisionCannotHoldIsLeftOut() {
        assertThat(hex(Event.scalars(1, 2, Map.of("a", 1e39)))).isEqualTo(hex(Event.scalars(1, 2, Map.of())));
    }

    /** RFC 3720's check value is e3069283; rotated right by 15 and increased it is this. */
    @Test
    void theChecksumIsCastagnolisAndMasked() {
        assertThat(TfRecord.maskedCrc("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0xc78ab0e5);
    }

    @Test
    void aNegativeNumberIsTenBytesLong() {
        assertThat(hex(new WireMessage().whole(2, -1).bytes())).isEqualTo("10ffffffffffffffffff01");
    }
}
