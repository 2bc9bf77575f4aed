/**
 * The definitions that all engines share: networks, teachers, imitator, losses and objectives with their equations in
 * {@link dev.understudy.imitation.Formulas}. The package does no input or output and depends on no other package.
 */
package dev.understudy.imitation;
