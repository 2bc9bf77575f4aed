/** The main path: {@link dev.understudy.train.Experiment}. */
package dev.understudy.train;
