/** Chooses the ND4J backend of this process, and copies between the host and ND4J's memory. */
package dev.understudy.engine.nd4j.backend;
