/** Finds out what this machine has, and chooses the engine that runs an experiment. */
package dev.understudy.device;
