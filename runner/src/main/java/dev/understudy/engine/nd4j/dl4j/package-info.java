/**
 * A network of DL4J as an optimizee: what its description says, what of it can be repeated step by step, and what is refused
 * with its name.
 */
package dev.understudy.engine.nd4j.dl4j;
