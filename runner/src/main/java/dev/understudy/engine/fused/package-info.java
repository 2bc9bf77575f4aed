/**
 * The engine {@code fused}, written once over {@link dev.understudy.engine.fused.kernel.Kernels}; buffers stay on the
 * device that runs the kernels.
 */
package dev.understudy.engine.fused;
