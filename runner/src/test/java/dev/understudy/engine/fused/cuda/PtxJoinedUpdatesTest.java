package dev.understudy.engine.fused.cuda;

class PtxJoinedUpdatesTest extends JoinedUpdatesContract {
    PtxJoinedUpdatesTest() {
        super(Devices.PTX);
    }
}
