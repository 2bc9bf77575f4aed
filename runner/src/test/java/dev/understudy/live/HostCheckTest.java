package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {
    private static boolean alone(String host) {
        return new HostCheck(null, 8000).accepts(List.of(host));
    }

    private static boolean bound(String host) {
        return new HostCheck("Box.lan", 8000).accepts(List.of(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"})
    void theLoopbackGoesByItsNamesAtItsPort(String host) {
        assertThat(alone(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8001",
                "evil.example:8000",
                "localhost.evil.example:8000",
                "127.0.0.1.evil.example:8000",
                "192.168.1.5:8000",
                "localhost:8000 ",
                "evil@localhost:8000",
                "localhost:8000/",
                "",
                ":8000"
            })
    void theLoopbackGoesByNothingElse(String host) {
        assertThat(alone(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9000",
                "127.0.0.1:9000",
                "192.168.1.5:80",
                "192.168.1.5",
                "[fe80::1]:8000",
                "box.lan:8000"
            })
    void whatIsBoundGoesByAddressesAndByItsNameAtAnyPort(String host) {
        assertThat(bound(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8000", "1.2.3.4.evil.example", "[evil.example]:8000", "box.lan.evil.example"})
    void whatIsBoundGoesByNoOtherName(String host) {
        assertThat(bound(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void oneHeaderIsWanted(int headers) {
        assertThat(new HostCheck(null, 8000)
                        .accepts(List.of("localhost:8000", "localhost:8000").subList(0, headers)))
                .isFalse();
        assertThat(new HostCheck(null, 8000).accepts(null)).isFalse();
    }
}
