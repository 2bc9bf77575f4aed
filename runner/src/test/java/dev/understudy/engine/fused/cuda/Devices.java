package dev.understudy.engine.fused.cuda;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The devices on which the kernels' contracts are tested: the emulation of their text, the execution of their PTX, or a GPU. All devices of a place give the same bits; the
 * emulation has three, whose threads run in different orders, so that a race would show, and a GPU is asked twice.
 */
interface Devices {
    /** Shared memory of a block on Ampere, for tests without a reason for another size. */
    int USUAL = 99 << 10;

    Devices EMULATED = (sharedBytes, variants) -> Stream.of(0, 1, 77)
            .<Supplier<Device>>map(
                    order -> () -> new EmulatedDevice(HostKernels.ofText(), order, sharedBytes, variants))
            .toList();

    /** The emulation with another library's exp and log. */
    Devices NOISY = (sharedBytes, variants) -> Stream.of(0, 77)
            .<Supplier<Device>>map(
                    order -> () -> new EmulatedDevice(HostKernels.ofText("-DNOISY_LIBM"), order, sharedBytes, variants))
            .toList();

    /** The PTX, executed: a result that depends on the order of threads is found there as a race, so one order is enough. */
    Devices PTX = (sharedBytes, variants) ->
            List.of(() -> new EmulatedDevice(PtxKernels.of(sharedBytes), 0, sharedBytes, variants));

    /** With exactly the requested shared memory, so that every form of a kernel that fits can run there. */
    Devices GPU = (sharedBytes, variants) -> {
        Supplier<Device> one = () -> new Narrow(RealGpu.module(variants).open(), sharedBytes);
        return List.of(one, one);
    };

    /** Fresh devices, each to be closed. @param sharedBytes that a block may have at the most */
    List<Supplier<Device>> all(int sharedBytes, Set<Variant> variants);

    /** The same with a variant of the kernels. */
    default Devices with(Variant variant) {
        return (sharedBytes, variants) -> {
            Set<Variant> more = EnumSet.of(variant);
            more.addAll(variants);
            return all(sharedBytes, more);
        };
    }

    /** The first of them, if one is enough. */
    default Device one(int sharedBytes) {
        return all(sharedBytes, Set.of()).get(0).get();
    }

    default Device one() {
        return one(USUAL);
    }

    /** A device that reports less shared memory than it has. */
    record Narrow(Device device, int most) implements Device {
        @Override
        public String name() {
            return device.name();
        }

        @Override
        public Set<Variant> variants() {
            return device.variants();
        }

        @Override
        public int sharedBytes() {
            return Math.min(most, device.sharedBytes());
        }

        @Override
        public long allocate(long bytes) {
            return device.allocate(bytes);
        }

        @Override
        public void free(long address) {
            device.free(address);
        }

        @Override
        public void write(long to, float[] from) {
            device.write(to, from);
        }

        @Override
        public void write(long to, int[] from) {
            device.write(to, from);
        }

        @Override
        public void write(long to, byte[] from) {
            device.write(to, from);
        }

        @Override
        public void read(long from, float[] to) {
            device.read(from, to);
        }

        @Override
        public void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
            device.launch(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
        }

        @Override
        public void close() {
            device.close();
        }
    }
}
