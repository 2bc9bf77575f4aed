package dev.understudy.batch;

import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Checks;
import dev.understudy.run.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the number of trials that share this machine's GPUs. A place on a GPU is a lock on a file named after the
 * GPU's UUID, in one folder for all batches of the machine. The process that holds the lock has the place, and the
 * system releases it when the process ends. Containers share places only if they use the same folder.
 */
public final class GpuSlots {
    /** The environment variable that names another folder. */
    static final String FOLDER = "UNDERSTUDY_GPU_SLOTS";
    /** The environment variable that tells a worker the file of its place. */
    static final String PLACE = "UNDERSTUDY_GPU_SLOT";

    /** Keeps the place reachable; the garbage collector would release it otherwise. */
    @SuppressWarnings("unused")
    private static volatile Place held;

    private final List<Gpu> gpus;
    private final int perGpu;
    private final Path folder;

    /** @param perGpu the number of trials that may share a GPU */
    public GpuSlots(List<Gpu> gpus, int perGpu, Path folder) {
        Checks.within("--per-gpu", perGpu, 1, 1024);
        this.gpus = List.copyOf(gpus);
        this.perGpu = perGpu;
        this.folder = folder;
    }

    /** The folder of the locks. @param environment the variables of this process */
    public static Path folder(Map<String, String> environment) {
        String given = environment.getOrDefault(FOLDER, "");
        return given.isBlank() ? Path.of(System.getProperty("java.io.tmpdir"), "understudy-gpu-slots") : Path.of(given);
    }

    /** The number of trials that can have a place at once. */
    public int count() {
        return gpus.size() * perGpu;
    }

    /**
     * Takes a free place on one of these GPUs: the first place of every GPU before the second place of any.
     *
     * @return empty if all their places are taken
     * @throws Fault environment if the folder cannot be used
     */
    Optional<Slot> take(List<Gpu> usable) {
        for (int k = 0; k < perGpu; k++) {
            for (Gpu gpu : gpus) {
                Path file = folder.resolve(name(gpu) + "-" + k + ".lock");
                Optional<Place> place = usable.contains(gpu) ? take(file) : Optional.empty();
                if (place.isPresent()) {
                    return Optional.of(new Slot(gpu, place.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Place> take(Path file) {
        try {
            return Place.take(file, Place.As.OWNER);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Fault unusable(Path file, IOException cause) {
        return Fault.environment(
                file.toString(),
                "cannot be used for a lock (" + cause + ")",
                "a folder that every batch on this machine can write to",
                "make it writable, or name another folder in the environment variable " + FOLDER,
                cause);
    }

    private static String name(Gpu gpu) {
        return gpu.uuid().isEmpty() ? "cuda-" + gpu.ordinal() : gpu.uuid();
    }

    /**
     * Called by a worker: waits until the process that had this place before has ended, and holds the place until this
     * process ends.
     *
     * @param environment the variables of this process
     */
    static void hold(Map<String, String> environment) {
        String file = environment.get(PLACE);
        if (file != null) {
            try {
                held = Place.await(Path.of(file), Place.As.USER);
            } catch (IOException e) {
                throw unusable(Path.of(file), e);
            }
        }
    }

    /**
     * A place that this process holds until {@link #close}.
     *
     * @param gpu the GPU of the place
     */
    record Slot(Gpu gpu, Place place) implements AutoCloseable {
        /**
         * Variables for the worker.
         *
         * @param named whether the config names the GPU by its number, which must then not change
         */
        Map<String, String> environment(boolean named) {
            String file = place.file().toString();
            String device = gpu.uuid().isEmpty() ? String.valueOf(gpu.ordinal()) : gpu.uuid();
            return named ? Map.of(PLACE, file) : Map.of(PLACE, file, "CUDA_VISIBLE_DEVICES", device);
        }

        @Override
        public void close() {
            place.close();
        }
    }
}
