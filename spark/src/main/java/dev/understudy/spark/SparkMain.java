package dev.understudy.spark;

import dev.understudy.cli.Main;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** The entry point for spark-submit: {@code run CONFIG… --runs FOLDER}, with the trials on the cluster's executors. */
public final class SparkMain {
    private SparkMain() {}

    /** @param args as of the program, whose only command here is {@code run} */
    public static void main(String[] args) {
        int code;
        try (SparkCluster cluster = new SparkCluster()) {
            sayMore();
            code = Main.onCluster(cluster, cluster, args);
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Spark's own lines are kept to warnings. */
    static void sayMore() {
        Configurator.setLevel("dev.understudy", Level.INFO);
    }
}
