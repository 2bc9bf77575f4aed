package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void aReplyArrivesAsItWasSent() {
        Reply sent = new Reply("executor_host_3", "cpu", "no φ", new byte[] {0, -1, 7});
        Reply found = Reply.read(sent.bytes());
        assertThat(found.place()).isEqualTo(sent.place());
        assertThat(found.device()).isEqualTo(sent.device());
        assertThat(found.fault()).isEqualTo(sent.fault());
        assertThat(found.answers()).containsExactly(0, -1, 7);
    }
}
