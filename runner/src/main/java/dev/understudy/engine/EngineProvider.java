package dev.understudy.engine;

/**
 * Loads an engine on request. Providers are services, found by {@link java.util.ServiceLoader}, so that the libraries
 * of an engine are loaded only if it is used.
 */
public interface EngineProvider {
    /** The value of {@code gpu} in {@link #open} for the host. */
    int HOST = -1;

    /** Name in a config. */
    String name();

    /**
     * Opens the engine on one device. Its library may be bound to one device per process; then a later call for another
     * device is refused.
     *
     * @param gpu the GPU's number, or {@link #HOST}
     * @param threads of the host; 0 leaves the choice to the engine
     * @throws Unavailable if the engine cannot compute on this device
     */
    Engine open(int gpu, int threads) throws Unavailable;

    /** Thrown if an engine cannot compute on a device; the message gives the reason in one line. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        public Unavailable(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
