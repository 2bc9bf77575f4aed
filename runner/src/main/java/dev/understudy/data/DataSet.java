package dev.understudy.data;

import dev.understudy.engine.Samples;

/**
 * A named data set in memory.
 *
 * @param sha256 what was learned from, for the provenance of a run: of images, the SHA-256 in hex of the four
 *               uncompressed IDX files one after another (train images, train labels, test images, test labels), so
 *               {@code zcat} of the four and {@code sha256sum} give the same; "generated" where nothing is stored
 */
public record DataSet(String name, Samples train, Samples test, String sha256) {
}
