/**
 * How it is computed on ND4J arrays, with ND4J's own operations, on any ND4J backend; and networks of DL4J as optimizees.
 * Loaded through {@link java.util.ServiceLoader} only where it is asked for. It shares nothing with the fused kernels but
 * the specs and the generator of random numbers, so that each is the other's oracle.
 */
package dev.understudy.engine.nd4j;
