/** The imitator in a DL4J user's own training: an updater like DL4J's own, which any of its networks takes. */
package dev.understudy.dl4j;
