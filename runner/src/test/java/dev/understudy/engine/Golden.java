package dev.understudy.engine;

import dev.understudy.Root;
import dev.understudy.run.Safetensors;
import java.nio.file.Path;

/** PyTorch's answers: those of -Dgolden.dir, on a machine without the repository, else those among the test resources. */
public final class Golden {
    private Golden() {}

    public static Path folder() {
        String given = System.getProperty("golden.dir");
        return given != null ? Path.of(given) : Root.path("runner/src/test/resources/golden");
    }

    /** The folder of the real MNIST: -Dmnist.dir, else the folder of `data fetch mnist`; it may not exist. */
    public static Path mnist() {
        String given = System.getProperty("mnist.dir");
        return given != null ? Path.of(given) : Root.path("data/mnist");
    }

    /** Those of its images that the golden files are made with. */
    static Path mnistSlice() {
        return Root.path("runner/src/test/resources/mnist-slice");
    }

    /** @param name without its ending, such as {@code lstm_h2_t5} */
    public static Safetensors read(String name) {
        return Safetensors.read(folder().resolve(name + ".safetensors"));
    }
}
