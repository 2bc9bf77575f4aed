package dev.understudy.engine;

/**
 * An engine that is loaded only where it is asked for: a service, found by {@link java.util.ServiceLoader}, so that its
 * libraries are neither needed nor touched by anybody else.
 */
public interface EngineProvider {
    /** Stands for the host in {@link #open}. */
    int HOST = -1;

    /** Name in a config. */
    String name();

    /**
     * Opens the engine on one device. Its library may settle on a device once per process: a later call for another one
     * is then refused.
     *
     * @param gpu the GPU's number, or {@link #HOST}
     * @param threads of the host; 0 leaves the choice to the engine
     * @throws Unavailable where the engine cannot compute there
     */
    Engine open(int gpu, int threads) throws Unavailable;

    /** Why an engine cannot compute on a device, in one line. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        public Unavailable(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
