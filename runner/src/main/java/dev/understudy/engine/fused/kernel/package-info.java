/** The kernels: the contract, and its version for the host. Formulas are cited by their tags. */
package dev.understudy.engine.fused.kernel;
