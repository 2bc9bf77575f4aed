package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The reasons why a library cannot be loaded, from the messages of JVMs and linkers; ProbeTest tests whole processes.
 */
class LoadFailureTest {
    /** The first attempt fails in JNA's initialiser, any later one for want of the class. */
    @Test
    void nativeCodeThatJavaForbidsIsAnsweredWithTheOptionThatPermitsIt() {
        Throwable first = new ExceptionInInitializerError(
                new IllegalCallerException("Illegal native access from an unnamed module (file:/lib/jna.jar)"));
        Throwable later = new NoClassDefFoundError("Could not initialize class com.sun.jna.Native")
                .initCause(new ExceptionInInitializerError(
                        "Exception java.lang.IllegalCallerException: Illegal native access [in thread \"main\"]"));

        assertThat(LoadFailure.of("libcuda.so.1", first))
                .isEqualTo(LoadFailure.of("libcuda.so.1", later))
                .isEqualTo(new LoadFailure(
                        false, "Java forbids JNA native code; start it with --enable-native-access=ALL-UNNAMED"));
    }
}
