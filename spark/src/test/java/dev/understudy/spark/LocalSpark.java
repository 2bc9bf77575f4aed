package dev.understudy.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark in the process of the tests, with executors that are threads. */
final class LocalSpark {
    private LocalSpark() {}

    static JavaSparkContext of(int threads) {
        return new JavaSparkContext(new SparkConf()
                .setMaster("local[" + threads + "]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    }
}
