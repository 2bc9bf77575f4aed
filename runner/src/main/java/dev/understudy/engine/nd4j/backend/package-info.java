/** Which of ND4J's backends this process settles on, and the way between the host and where it computes. */
package dev.understudy.engine.nd4j.backend;
