package dev.understudy.spark;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.config.Config;
import dev.understudy.data.DataSets;
import dev.understudy.engine.ParticleWorkers;
import dev.understudy.fault.Fault;
import dev.understudy.train.ParticleHost;
import dev.understudy.train.SharedChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark's connection to the cluster, opened when the first trial is about to run and every check has passed. */
final class SparkCluster implements TrialHost.Factory, ParticleHost, AutoCloseable {
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

    /** Executors register within a few seconds of each other. */
    private static final int WAIT_MILLIS = 2000;

    private static final int MOST_WAITS = 10;

    private JavaSparkContext context;
    private SharedFolder folder;

    @Override
    public TrialHost of(List<PlannedTrial> trials, Path runs, boolean fresh, boolean retryFailed, boolean events) {
        AbsolutePaths.check(trials);
        folder = SharedFolder.of(runs.toAbsolutePath().normalize());
        open();
        return new SparkHost(context, folder, fresh, retryFailed, events);
    }

    /** The slots are the cores of the executors at the start, or {@code spark.default.parallelism}. */
    @Override
    public ParticleWorkers workers(Config config, Consumer<String> say) {
        AbsolutePaths.check(config.name(), config);
        open();
        ParticlesOnExecutor work =
                new ParticlesOnExecutor(config.toYaml(), config.name(), new SharedChecks().dataSha256(config));
        return new SparkParticles(context, work, slots(), say);
    }

    private void open() {
        try {
            context = new JavaSparkContext(conf());
            SparkMain.sayMore(); // Spark has read its configuration of the log again
        } catch (RuntimeException e) {
            throw Fault.environment(
                    "Spark",
                    "cannot be reached (" + e.getMessage() + ")",
                    "a cluster that spark-submit --master names",
                    "start it by spark-submit, see docs/cluster.md",
                    e);
        }
    }

    /** Tasks at the same time, when no more executors have come for a while. */
    private int slots() {
        int cpus = context.getConf().getInt("spark.task.cpus", 1);
        context.parallelize(List.of(1), 1).count(); // waits for the first executor
        int before = 0;
        int slots = context.defaultParallelism();
        for (int i = 0; i < MOST_WAITS && slots != before; i++) {
            before = slots;
            try {
                Thread.sleep(WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            slots = context.defaultParallelism();
        }
        return Math.max(1, slots / cpus);
    }

    /** What spark-submit says, and what the trials need. */
    private static SparkConf conf() {
        SparkConf conf = new SparkConf();
        conf.setIfMissing("spark.app.name", "understudy");
        conf.setIfMissing("spark.log.level", "WARN");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.locality.wait", "0"); // no task is near its data: all hosts see them
        conf.set("spark.speculation", "false"); // a second copy of a trial would only wait for the lock of the first
        String given = conf.get(EXECUTOR_OPTIONS, "");
        String cores = conf.get("spark.executor.cores", "");
        String limit = cores.isEmpty() ? "" : " -XX:ActiveProcessorCount=" + cores;
        conf.set(EXECUTOR_OPTIONS, (String.join(" ", KernelOptions.all()) + limit + " " + given).strip());
        String data = System.getenv().getOrDefault(DataSets.ROOT_VARIABLE, "");
        Path root = Path.of(data.isBlank() ? DataSets.ROOT : data).toAbsolutePath().normalize();
        conf.setIfMissing("spark.executorEnv." + DataSets.ROOT_VARIABLE, root.toString());
        return conf;
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
