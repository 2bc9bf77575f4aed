/**
 * Networks of DL4J as optimizees: reads their descriptions, repeats them step by step, and rejects unsupported settings
 * by name.
 */
package dev.understudy.engine.nd4j.dl4j;
