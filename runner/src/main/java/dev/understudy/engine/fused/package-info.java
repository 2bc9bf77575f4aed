/** How it is computed, written once over {@link dev.understudy.engine.fused.kernel.Kernels}; buffers stay where the kernels run. */
package dev.understudy.engine.fused;
