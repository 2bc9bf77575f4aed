/**
 * Runs as other programs read them: event files of TensorBoard, and runs on a tracking server of MLflow. All of it is made from the logs,
 * the config and the provenance of a run's directory.
 */
package dev.understudy.export;
