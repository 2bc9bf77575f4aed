/**
 * The interface between definitions and engines: {@link dev.understudy.engine.Engine}, and the specs that it takes.
 * Code common to all engines is here as well: {@link dev.understudy.engine.EpisodicTraining} and {@link
 * dev.understudy.engine.TracedRollout}, over the parts that each engine computes in its own way.
 */
package dev.understudy.engine;
