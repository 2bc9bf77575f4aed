/** The seam between what is computed and how: {@link dev.understudy.engine.Engine}, and the specs that it takes. */
package dev.understudy.engine;
