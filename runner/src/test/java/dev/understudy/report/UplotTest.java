package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The library that draws the report's figures is an unchanged copy in this repository. */
class UplotTest {
    /** Of uplot-1.6.32.tgz, whose SHA-512 npm gives as KIMVnG68zvu5…JIw==. */
    @ParameterizedTest
    @CsvSource({
        "uPlot.iife.min.js, 19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
        "uPlot.min.css, df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
        "LICENSE, 8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd"
    })
    void eachFileIsTheOneOfThePackage(String name, String sha256) throws Exception {
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(name))))
                .isEqualTo(sha256);
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Page.class.getResourceAsStream("uplot/" + name)) {
            return in.readAllBytes();
        }
    }
}
