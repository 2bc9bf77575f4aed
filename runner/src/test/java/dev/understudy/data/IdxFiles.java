package dev.understudy.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Tiny IDX files, right ones and wrong ones. */
public final class IdxFiles {
    private IdxFiles() {}

    /** Pixel i is i mod 251. */
    static byte[] images(int count, int height, int width) {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 251);
        }
        return concat(Idx.header(count, height, width), pixels);
    }

    /** Label i is i mod 10. */
    static byte[] labels(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }
        return concat(Idx.header(count), labels);
    }

    static byte[] concat(byte[] a, byte... b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** A gzipped file of images that differ from {@link #folder}'s by {@code shift} in each pixel. */
    public static byte[] shifted(int count, int shift) {
        byte[] images = images(count, 28, 28);
        for (int i = images.length - count * 28 * 28; i < images.length; i++) {
            images[i] += (byte) shift;
        }
        return gzip(images);
    }

    /** A folder of {@code train} and {@code test} samples, gzipped. */
    public static void folder(Path folder, int train, int test) throws IOException {
        Files.write(folder.resolve(ImageSet.TRAIN_IMAGES + ".gz"), gzip(images(train, 28, 28)));
        Files.write(folder.resolve(ImageSet.TRAIN_LABELS + ".gz"), gzip(labels(train)));
        Files.write(folder.resolve(ImageSet.TEST_IMAGES + ".gz"), gzip(images(test, 28, 28)));
        Files.write(folder.resolve(ImageSet.TEST_LABELS + ".gz"), gzip(labels(test)));
    }
}
