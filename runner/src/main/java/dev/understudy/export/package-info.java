/**
 * Export of runs to other programs: event files for TensorBoard, and runs on an MLflow tracking server, both made from
 * the logs, the config and the provenance of a run's directory.
 */
package dev.understudy.export;
