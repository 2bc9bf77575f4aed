/**
 * Many trials: what the configs of a call and their sweeps come to ({@link dev.understudy.batch.Plan}), checked as a whole
 * before the first of them starts.
 */
package dev.understudy.batch;
