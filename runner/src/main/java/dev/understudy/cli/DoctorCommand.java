package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.data.DataSets;
import dev.understudy.data.Download;
import dev.understudy.device.CacheFolder;
import dev.understudy.device.DoctorLines;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.Machine;
import dev.understudy.train.Experiment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code doctor}: engines, devices, data and folders on this machine, and a measured speed. */
@Command(name = "doctor", description = "Shows the abilities of this machine, with one line of measured speed.")
final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    @Override
    public Integer call() {
        if (json) {
            printDocument();
        } else {
            printLines();
        }
        return 0;
    }

    private static void printDocument() {
        EngineSelection selection = EngineSelection.of(config());
        try (Engine engine = selection.engine()) {
            Speed speed = measured(engine);
            Path here = Path.of("").toAbsolutePath();
            Path runs = here.resolve("runs");
            JsonDocument.print(DoctorDocument.of(
                    DoctorDocument.Place.of(runs, Files.exists(runs) ? runs : here),
                    new DoctorDocument.Auto(engine.name(), engine.device(), selection.reason()),
                    new DoctorDocument.Pace(1000 / speed.metaStepMillis(), speed.data())));
        }
    }

    private static Config config() {
        return Configs.parse("name: doctor", "doctor", List.of());
    }

    private static Speed measured(Engine engine) {
        return Speed.measure(engine, Imitator.gated(2), 5, 1, 1, Speed.images(null), 0.5);
    }

    private static void printLines() {
        DoctorLines.Line kernels = DoctorLines.kernels();
        Machine machine = Machine.here();
        row("understudy", Experiment.VERSION);
        row("java", machine.jvm());
        row(kernels.what(), kernels.value());
        row("system", machine.os() + " " + machine.arch() + ", " + machine.cpu() + ", " + machine.cores() + " cores");
        row("memory", String.format(Locale.ROOT, "heap of at most %d MiB", machine.maxHeapBytes() >> 20));
        Path here = Path.of("").toAbsolutePath();
        Path runs = here.resolve("runs");
        Path place = Files.exists(runs) ? runs : here;
        row(
                "runs",
                Files.isWritable(place)
                        ? runs + " (" + place.toFile().getUsableSpace() / (1 << 20) + " MiB free)"
                        : place + " is not writable; use --runs DIR");
        for (String name : DataSets.NAMES) {
            row("data", name + ": " + data(name));
        }
        DoctorLines.here().forEach(line -> row(line.what(), line.value()));
        row(DoctorLines.classPath().what(), DoctorLines.classPath().value());
        row("cache", cache(CacheFolder.ofJavaCpp()));
        row("cache", cache(CacheFolder.ofJna()));
        EngineSelection selection = EngineSelection.of(config());
        try (Engine engine = selection.engine()) {
            row("auto", selection.sentence());
            if (engine instanceof FusedEngine fused && !fused.start().isEmpty()) {
                row("start", fused.start());
            }
            Speed speed = measured(engine);
            row(
                    "speed",
                    String.format(
                            Locale.ROOT,
                            "%.0f meta-steps/s (hidden 2, unroll 5, batch 1, %s)",
                            1000 / speed.metaStepMillis(),
                            speed.data()));
        }
    }

    private static String data(String name) {
        try {
            DataSets.check(name, null);
            return DoctorDocument.isBuiltIn(name)
                    ? "part of the program"
                    : DataSets.folder(name).toString();
        } catch (Fault absent) {
            return "not in " + DataSets.folder(name)
                    + (Download.offers(name)
                            ? "; `data fetch " + name + "` downloads it"
                            : "; it is not downloaded here, and data.dir names its folder");
        }
    }

    private static String cache(CacheFolder folder) {
        return String.format(
                Locale.ROOT,
                "%-8s%s, %s, %s",
                folder.library(),
                folder.path(),
                folder.bytes() == 0 ? "empty" : (folder.bytes() >> 20) + " MiB",
                folder.isWritable()
                        ? "writable"
                        : "not writable; give another with -D" + folder.property() + "=FOLDER");
    }

    private static void row(String what, String value) {
        System.out.println(String.format(Locale.ROOT, "%-12s%s", what, value));
    }
}
