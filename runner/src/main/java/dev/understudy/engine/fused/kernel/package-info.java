/**
 * The kernels of the fused engine: their interface, and the implementation on the CPU. Formulas are cited by their
 * tags.
 */
package dev.understudy.engine.fused.kernel;
