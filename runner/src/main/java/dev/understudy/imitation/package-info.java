/**
 * What is computed: the nouns of the problem with their equations, and {@link dev.understudy.imitation.Formulas}. No
 * input or output, and no dependency on any other package.
 */
package dev.understudy.imitation;
