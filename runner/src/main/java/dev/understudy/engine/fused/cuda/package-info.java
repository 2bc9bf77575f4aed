/**
 * What concerns NVIDIA's driver, and the only package that calls a library of the system: what the driver has, and the host's
 * side of the kernels, which runs on a GPU or on an emulation of one.
 */
package dev.understudy.engine.fused.cuda;
