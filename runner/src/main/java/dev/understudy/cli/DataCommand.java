package dev.understudy.cli;

import dev.understudy.data.Download;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code data}, whose subcommand {@code fetch} downloads data sets. */
@Command(name = "data", description = "Data sets.", subcommands = DataCommand.Fetch.class)
final class DataCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.err.println("understudy: data is used as in: data fetch mnist");
        return 2;
    }

    @Command(name = "fetch", description = "Downloads a data set by https and checks it; continues a partial download.")
    static final class Fetch implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "mnist or fashion-mnist.")
        private String name;

        @Option(
                names = "--to",
                paramLabel = "DIR",
                description = "The folder of its files (default: the folder in which `run` looks for them).")
        private Path to;

        @Override
        public Integer call() {
            Console console = new Console();
            String[] current = {""};
            Path folder = Download.fetch(name, to, (file, bytes, total) -> {
                if (!file.equals(current[0])) {
                    current[0] = file;
                    console.begin(file, "bytes", Math.max(total, bytes), 0);
                }
                console.at(bytes);
            });
            console.end();
            System.out.println(name + ": " + folder.toAbsolutePath().normalize());
            return 0;
        }
    }
}
