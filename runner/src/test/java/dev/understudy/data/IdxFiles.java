package dev.understudy.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Tiny IDX files, valid ones and invalid ones. */
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
        return labels(count, 10);
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
        Files.write(folder.resolve(FourFiles.TRAIN_IMAGES + ".gz"), gzip(images(train, 28, 28)));
        Files.write(folder.resolve(FourFiles.TRAIN_LABELS + ".gz"), gzip(labels(train)));
        Files.write(folder.resolve(FourFiles.TEST_IMAGES + ".gz"), gzip(images(test, 28, 28)));
        Files.write(folder.resolve(FourFiles.TEST_LABELS + ".gz"), gzip(labels(test)));
    }

    /**
     * A folder of {@code train} and {@code test} grey images of any size, plain: in each the rows of its label's number
     * are bright, so that the classes can be told apart.
     */
    public static void own(Path folder, int height, int width, int classes, int train, int test) throws IOException {
        Files.write(folder.resolve(FourFiles.TRAIN_IMAGES), bright(train, height, width, classes));
        Files.write(folder.resolve(FourFiles.TRAIN_LABELS), labels(train, classes));
        Files.write(folder.resolve(FourFiles.TEST_IMAGES), bright(test, height, width, classes));
        Files.write(folder.resolve(FourFiles.TEST_LABELS), labels(test, classes));
    }

    private static byte[] bright(int count, int height, int width, int classes) {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            int label = i / (height * width) % classes;
            int row = i / width % height;
            pixels[i] = (byte) ((row % classes == label ? 180 : 20) + i % 37);
        }
        return concat(Idx.header(count, height, width), pixels);
    }

    /** Label i is i mod classes. */
    static byte[] labels(int count, int classes) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % classes);
        }
        return concat(Idx.header(count), labels);
    }
}
