package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * An engine gives the parts of the message that it knows; general words replace the others, so that a fault always has
 * its four parts.
 */
class UnsupportedNetworkTest {
    private static void assertParts(UnsupportedNetwork network, String found, String expected, String remedy) {
        assertThat(network.found()).isEqualTo(found);
        assertThat(network.expected()).isEqualTo(expected);
        assertThat(network.remedy()).isEqualTo(remedy);
    }

    @Test
    void theMessageHasThePartsThatAreGiven() {
        assertThat(new UnsupportedNetwork("it has a loop")).hasMessage("it has a loop");
        assertThat(new UnsupportedNetwork("it has a loop", "none")).hasMessage("it has a loop; expected none");
        assertThat(new UnsupportedNetwork("it has a loop", "none", "unroll it"))
                .hasMessage("it has a loop; expected none; unroll it");
    }

    @Test
    void apartItHasAllParts() {
        assertParts(
                new UnsupportedNetwork("it has a loop"),
                "it has a loop",
                "a network that can be an optimizee",
                "change the network and write it again");
        assertParts(
                new UnsupportedNetwork("it has a loop", "none"),
                "it has a loop",
                "none",
                "change the network and write it again");
        assertParts(new UnsupportedNetwork("it has a loop", "none", "unroll it"), "it has a loop", "none", "unroll it");
    }

    @Test
    void ofItsCauseTheFirstLineOfWhatWasSaidIsEnough() {
        Exception said = new IllegalStateException("no\u0007 such thing\nsee the manual");
        UnsupportedNetwork network =
                UnsupportedNetwork.because(new RuntimeException(null, said), "it fails", "one that works", "mend it");

        assertThat(network).hasMessage("it fails (no  such thing); expected one that works; mend it");
        assertParts(network, "it fails (no  such thing)", "one that works", "mend it");
        assertThat(UnsupportedNetwork.because(new IllegalStateException("x".repeat(301)), "a", "b", "c")
                        .found())
                .isEqualTo("a (" + "x".repeat(300) + "…)");
        assertThat(UnsupportedNetwork.because(new IllegalStateException("x".repeat(300)), "a", "b", "c")
                        .found())
                .isEqualTo("a (" + "x".repeat(300) + ")");
        assertThat(UnsupportedNetwork.because(new IllegalStateException(), "a", "b", "c")
                        .found())
                .isEqualTo("a (IllegalStateException)");
    }
}
