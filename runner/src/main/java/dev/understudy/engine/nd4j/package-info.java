/**
 * The engine nd4j: computes with ND4J's arrays and operations, on any ND4J backend, and takes networks of DL4J as
 * optimizees. It is loaded through {@link java.util.ServiceLoader} only when it is asked for. It shares with the fused
 * kernels only the specs and the random number generator, so that each engine can check the other.
 */
package dev.understudy.engine.nd4j;
