package dev.understudy.engine.fused.cuda;

import org.junit.jupiter.api.Tag;

@Tag("emulation")
class PtxJoinedUpdatesTest extends JoinedUpdatesContract {
    PtxJoinedUpdatesTest() {
        super(Devices.PTX);
    }
}
