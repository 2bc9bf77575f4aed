package dev.understudy.engine.nd4j.backend;

import org.nd4j.linalg.factory.Nd4j;

/** Which of several GPUs ND4J uses. */
final class GpuIndex {
    private GpuIndex() {}

    /**
     * Takes one GPU for this thread, and for those to come. ND4J would hand its threads round over all of them.
     *
     * @throws IllegalStateException where ND4J is on another one afterwards
     */
    static void take(int gpu) {
        Nd4j.getAffinityManager().unsafeSetDevice(gpu);
        try {
            // By name, so that nobody needs the CUDA backend to compile this.
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
