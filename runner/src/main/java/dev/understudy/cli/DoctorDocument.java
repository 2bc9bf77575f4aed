package dev.understudy.cli;

import dev.understudy.data.DataSets;
import dev.understudy.device.CacheFolder;
import dev.understudy.device.DoctorLines;
import dev.understudy.fault.Fault;
import dev.understudy.run.Machine;
import dev.understudy.train.Experiment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The document that {@code doctor --json} prints, with the same facts as the command's lines.
 *
 * @param driver the CUDA version of NVIDIA's driver, for example {@code CUDA 12.4}; null without a driver
 */
record DoctorDocument(
        int format,
        String version,
        Machine machine,
        String kernels,
        Place runs,
        List<DataDocument> data,
        String driver,
        List<GpuDocument> gpus,
        List<WayDocument> engines,
        List<CacheDocument> caches,
        Auto auto,
        Pace speed) {
    /** The folder for run directories. */
    record Place(Path path, boolean writable, long freeBytes) {
        static Place of(Path runs, Path nearest) {
            return new Place(runs, Files.isWritable(nearest), nearest.toFile().getUsableSpace());
        }
    }

    /** A data set. @param path null if it is part of the program, or not available */
    record DataDocument(String name, boolean available, Path path) {
        static DataDocument of(String name) {
            try {
                DataSets.check(name, null);
                return new DataDocument(name, true, isBuiltIn(name) ? null : DataSets.folder(name));
            } catch (Fault absent) {
                return new DataDocument(name, false, null);
            }
        }
    }

    /** A GPU. */
    record GpuDocument(String device, String name, String computeCapability, long memoryBytes) {}

    /** An engine on a device. @param reason the reason why it is not usable, or null */
    record WayDocument(String engine, String device, boolean usable, String reason) {}

    /** A folder in which a library caches native code. */
    record CacheDocument(String library, Path path, long bytes, boolean writable, String property) {
        static CacheDocument of(CacheFolder cache) {
            return new CacheDocument(
                    cache.library(), cache.path(), cache.bytes(), cache.isWritable(), cache.property());
        }
    }

    /** The engine and the device that {@code auto} chooses on this machine. */
    record Auto(String engine, String device, String reason) {}

    /** The measured speed. */
    record Pace(double metaStepsPerSecond, String data) {}

    static boolean isBuiltIn(String name) {
        return name.equals("digits") || name.equals("half-plane");
    }

    static DoctorDocument of(Place runs, Auto auto, Pace speed) {
        return new DoctorDocument(
                JsonDocument.FORMAT,
                Experiment.VERSION,
                Machine.here(),
                DoctorLines.kernels().value(),
                runs,
                DataSets.NAMES.stream().map(DataDocument::of).toList(),
                DoctorLines.driver(),
                DoctorLines.gpus().stream()
                        .map(gpu ->
                                new GpuDocument(gpu.device(), gpu.name(), gpu.computeCapability(), gpu.memoryBytes()))
                        .toList(),
                DoctorLines.ways().stream()
                        .map(way -> new WayDocument(way.engine(), way.device(), way.against() == null, way.against()))
                        .toList(),
                Stream.of(CacheFolder.ofJavaCpp(), CacheFolder.ofJna())
                        .map(CacheDocument::of)
                        .toList(),
                auto,
                speed);
    }
}
