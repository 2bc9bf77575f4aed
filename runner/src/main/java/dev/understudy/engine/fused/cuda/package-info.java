/**
 * Access to NVIDIA's driver, and the host side of the CUDA kernels, which runs on a GPU or on an emulation of one. This
 * is the only package that calls a library of the system.
 */
package dev.understudy.engine.fused.cuda;
