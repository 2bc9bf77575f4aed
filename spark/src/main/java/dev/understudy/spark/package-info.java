/**
 * The command {@code run} on an Apache Spark cluster: each trial is one Spark job of one task. Only text crosses the
 * wire; run directories and data lie on storage that all hosts see.
 */
package dev.understudy.spark;
