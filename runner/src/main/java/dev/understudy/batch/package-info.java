/**
 * Many trials in one call: the plan of the configs and their sweeps ({@link dev.understudy.batch.Plan}), which is
 * checked as a whole before the first trial starts, and the processes that run it ({@link
 * dev.understudy.batch.Supervisor}).
 */
package dev.understudy.batch;
