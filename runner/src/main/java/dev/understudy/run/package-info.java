/**
 * The files of a trial and their safety after faults: the run directory with its lock, checkpoints, metrics, status and
 * provenance. Files are replaced completely or not at all, and nothing is ever deserialised into objects.
 */
package dev.understudy.run;
