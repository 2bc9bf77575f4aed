/**
 * What a trial leaves on disk, and how it survives faults: the run directory with its lock, checkpoints, metrics,
 * status and provenance. Files are replaced whole or not at all, and nothing is ever deserialised into objects.
 */
package dev.understudy.run;
