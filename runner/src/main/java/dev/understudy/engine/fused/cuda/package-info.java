/** What concerns NVIDIA's driver, and the only package that calls a library of the system: it asks the driver what it has. */
package dev.understudy.engine.fused.cuda;
