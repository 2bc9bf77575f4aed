package dev.understudy.spark;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.batch.TrialHost;
import dev.understudy.data.DataSets;
import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark's connection to the cluster, opened when the first trial is about to run and every check has passed. */
final class SparkCluster implements TrialHost.Factory, AutoCloseable {
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

    private JavaSparkContext context;
    private SharedFolder folder;

    @Override
    public TrialHost of(List<PlannedTrial> trials, Path runs, boolean fresh, boolean retryFailed, boolean events) {
        AbsolutePaths.check(trials);
        folder = SharedFolder.of(runs.toAbsolutePath().normalize());
        try {
            context = new JavaSparkContext(conf());
        } catch (RuntimeException e) {
            throw Fault.environment(
                    "Spark",
                    "cannot be reached (" + e.getMessage() + ")",
                    "a cluster that spark-submit --master names",
                    "start it by spark-submit, see docs/cluster.md",
                    e);
        }
        return new SparkHost(context, folder, fresh, retryFailed, events);
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
