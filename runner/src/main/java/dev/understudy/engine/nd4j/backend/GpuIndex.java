package dev.understudy.engine.nd4j.backend;

import org.nd4j.linalg.factory.Nd4j;

/** Selects the GPU that ND4J uses if there are several. */
final class GpuIndex {
    private GpuIndex() {}

    /**
     * Selects one GPU for this thread and for later ones. ND4J would distribute its threads over all GPUs.
     *
     * @throws IllegalStateException if ND4J uses another one afterwards
     */
    static void take(int gpu) {
        Nd4j.getAffinityManager().unsafeSetDevice(gpu);
        try {
            // By name, so that compiling does not need the CUDA backend.
            Object configuration = callOf("org.nd4j.jita.conf.CudaEnvironment", "getInstance", "getConfiguration");
            configuration.getClass().getMethod("useDevice", Integer.class).invoke(configuration, gpu);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ND4J's CUDA backend has no CudaEnvironment as of 1.0.0-M2.1: " + e, e);
        }
        int now = Nd4j.getAffinityManager().getDeviceForCurrentThread();
        if (now != gpu) {
            throw new IllegalStateException("ND4J was told to use cuda:" + gpu + " and uses cuda:" + now);
        }
    }

    private static Object callOf(String type, String singleton, String getter) throws ReflectiveOperationException {
        Class<?> found = Class.forName(type, true, Nd4j.getBackend().getClass().getClassLoader());
        return found.getMethod(getter).invoke(found.getMethod(singleton).invoke(null));
    }
}
