/**
 * The seam between what is computed and how: {@link dev.understudy.engine.Engine}, and the specs that it takes. What all engines do
 * alike is here, too: {@link dev.understudy.engine.EpisodicTraining} and {@link dev.understudy.engine.TracedLoop}, over the parts that
 * each computes in its own way.
 */
package dev.understudy.engine;
