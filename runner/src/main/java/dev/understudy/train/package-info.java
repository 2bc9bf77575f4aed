/** Training, evaluation and tuning of trials; the main path is {@link dev.understudy.train.Experiment}. */
package dev.understudy.train;
