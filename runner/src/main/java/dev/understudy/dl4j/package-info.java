/** The learned optimizer in a DL4J user's own training: an updater like DL4J's own, for any of its networks. */
package dev.understudy.dl4j;
