package dev.understudy.data;

import dev.understudy.imitation.Philox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder like that of CIFAR-10's binary files, with few images of noise. */
public final class CifarFiles {
    private CifarFiles() {}

    /** {@code each} records in every file; record i has label i mod 10. */
    public static void folder(Path folder, int each) throws IOException {
        int seed = 0;
        for (String name : CifarFolder.TRAIN) {
            Files.write(folder.resolve(name), records(each, seed++));
        }
        Files.write(folder.resolve(CifarFolder.TEST), records(each, seed));
    }

    static byte[] records(int count, int seed) {
        byte[] records = new byte[count * 3073];
        for (int i = 0; i < records.length; i++) {
            records[i] = i % 3073 == 0 ? (byte) (i / 3073 % 10) : (byte) Philox.word(seed, 77, 0, 0, i);
        }
        return records;
    }
}
