package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import dev.understudy.StubDriver;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A CUDA context on a stub driver that fails at a chosen call: the message of the failure, and the release of all resources. A GPU whose
 * context broke is not used again in a process, so tests that break one take one of their own.
 */
@Timeout(60)
@Tag("process")
class CudaContextTest {
    @TempDir
    private static Path folder;

    private static String library;

    @BeforeAll
    static void compile() throws Exception {
        library = StubDriver.compiledIn(folder).folder("driver/libcuda.so.1").toString();
    }

    /** The call's k-th time is answered with the code; counts begin at 0. */
    private static void failing(String call, int k, int code) {
        stub("stub_fail", call, k, code);
    }

    private static void working() {
        failing("nothing", 0, 0);
    }

    private static int count(String call) {
        return stub("stub_count", call);
    }

    private static int stub(String function, Object... arguments) {
        return NativeLibrary.getInstance(library).getFunction(function).invokeInt(arguments);
    }

    private static KernelModule module(int gpu, Variant... variants) throws Unavailable {
        return KernelModule.load(library, gpu, Set.of(variants));
    }

    /** A training in small: memory, copies both ways, launches, one with much shared memory. */
    private static float[] used(Device device) {
        long a = device.allocate(4_000_000);
        long b = device.allocate(40);
        device.write(a, new float[1_000_000]);
        device.write(a + 4, new float[] {1, 2, 3});
        device.write(b, new int[] {4, 5});
        device.write(b + 8, new byte[] {6});
        device.launch("fill", 157, 1, 128, 0, a, 20_000, 1f);
        device.launch("fill", 2, 3, 128, 60_000, a, 20_000, 1f);
        device.free(b);
        float[] all = new float[1_000_000];
        device.read(a, all);
        return all;
    }

    private static void nothingIsLeft() {
        assertThat(stub("stub_blocks", 0)).as("blocks of device memory").isZero();
        assertThat(stub("stub_blocks", 1)).as("blocks of pinned memory").isZero();
        assertThat(count("cuStreamDestroy_v2")).isEqualTo(count("cuStreamCreate"));
        assertThat(count("cuModuleUnload")).isEqualTo(count("cuModuleLoadDataEx"));
        assertThat(count("cuDevicePrimaryCtxRelease_v2")).isEqualTo(count("cuDevicePrimaryCtxRetain"));
    }

    /** Shared memory that the kernel declares counts as well: close below the usual 48 KB, an attribute must be set. */
    @Test
    void muchSharedMemoryIsAskedForBeforeItIsTaken() throws Exception {
        working();
        try (KernelModule module = module(0);
                Device device = module.open()) {
            long a = device.allocate(80_000);
            for (int bytes : new int[] {47_104, 47_105, 49_152, 49_153, 99_328, 48_000}) {
                device.launch("fill", 1, 1, 128, bytes, a, 20_000, 1f);
            }
            device.read(a, new float[1]);
        }
        nothingIsLeft();
    }

    @Test
    void whatIsWrittenIsReadAndEverythingIsGivenBack() throws Exception {
        working();
        try (KernelModule module = module(0);
                Device device = module.open()) {
            assertThat(device.name()).isEqualTo("cuda:0 Stub?GPU");
            assertThat(device.sharedBytes()).isEqualTo(99328);
            assertThat(used(device)).startsWith(0, 1, 2, 3, 0);
            long fresh = device.allocate(12);
            float[] zeros = {1, 1, 1};
            device.read(fresh, zeros);
            assertThat(zeros).containsOnly(0);
        }
        nothingIsLeft();
        assertThat(count("cuModuleGetFunction"))
                .as("a function is looked up once")
                .isEqualTo(1);
        assertThat(count("cuFuncSetAttribute"))
                .as("leave, and a hint how to divide the memory")
                .isEqualTo(2);
        assertThat(count("cuLaunchKernel")).isEqualTo(2);
    }

    @Test
    void copiesLongerThanTheStageArriveWhole() throws Exception {
        working();
        float[] ramp = new float[1_000_003];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i;
        }
        try (KernelModule module = module(0);
                Device device = module.open()) {
            long address = device.allocate(4L * ramp.length);
            device.write(address, ramp);
            float[] back = new float[ramp.length];
            device.read(address, back);
            assertThat(Arrays.equals(back, ramp)).isTrue();
        }
    }

    @Test
    void whereMemoryEndsBothSizesAreNamed() throws Exception {
        for (int k = 1; k <= 2; k++) {
            failing("cuMemAlloc_v2", k, 2);
            try (KernelModule module = module(0);
                    Device device = module.open()) {
                assertThatThrownBy(() -> used(device))
                        .isInstanceOf(OutOfMemoryError.class)
                        .hasMessage("cuda:0 Stub?GPU has 23552 MiB free of the " + (k == 1 ? "4000000" : "40")
                                + " bytes asked for");
            }
            nothingIsLeft();
        }
        working();
        try (KernelModule module = module(0)) {
            assertThatThrownBy(() -> module.require(100L << 30))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("cuda:0 Stub?GPU has 23552 MiB free of the 102400 MiB asked for");
        }
        assertThat(count("cuMemAlloc_v2"))
                .as("asked before anything is allocated")
                .isZero();
    }

    /** Every call fails once, at every place: SQLite's way of testing. */
    @Test
    void afterAnyFailureOfAnyCallEverythingIsGivenBack() throws Exception {
        String[] calls = {
            "cuMemAlloc_v2",
            "cuMemsetD8Async",
            "cuMemcpyHtoDAsync_v2",
            "cuMemcpyDtoHAsync_v2",
            "cuStreamSynchronize",
            "cuStreamCreate",
            "cuMemAllocHost_v2",
            "cuModuleGetFunction",
            "cuFuncSetAttribute",
            "cuLaunchKernel",
            "cuModuleLoadDataEx",
            "cuCtxSetCurrent"
        };
        for (String call : calls) {
            int k = 0;
            boolean failed;
            do {
                failing(call, ++k, 1);
                failed = false;
                try (KernelModule module = module(0);
                        Device device = module.open()) {
                    used(device);
                } catch (CudaFailure | Unavailable expected) {
                    failed = true;
                    assertThat(expected).hasMessageContaining("1 invalid argument");
                }
                assertThat(stub("stub_blocks", 0)).as(call + " " + k).isZero();
                assertThat(stub("stub_blocks", 1)).as(call + " " + k).isZero();
                assertThat(count("cuDevicePrimaryCtxRelease_v2")).isEqualTo(count("cuDevicePrimaryCtxRetain"));
            } while (failed && k < 100);
            assertThat(k).as(call).isBetween(2, 99);
        }
    }

    /** Without the variant of fast cells, no time is spent on compiling them. */
    @Test
    void fastCellsAreAModuleOfTheirOwnWhoseKernelsStandInForThoseOfTheirNames() throws Exception {
        for (boolean fast : new boolean[] {true, false}) {
            working();
            try (KernelModule module = fast ? module(0, Variant.FAST_CELLS) : module(0, Variant.JOINED_UPDATES);
                    Device device = module.open()) {
                assertThat(count("cuModuleLoadDataEx")).isEqualTo(fast ? 2 : 1);
                device.launch("fill", 1, 1, 128, 0, 0L, 0, 0f);
                device.launch("lstm2_step", 1, 1, 128, 0);
                device.launch("lstm2_step", 1, 1, 128, 0);
                assertThat(count("found in the first module")).isEqualTo(fast ? 1 : 2);
                assertThat(count("found in another module")).isEqualTo(fast ? 1 : 0);
            }
            nothingIsLeft();
        }
    }

    @Test
    void whereTheSecondModuleFailsTheFirstIsUnloaded() {
        failing("cuModuleLoadDataEx", 2, 222);

        assertThatThrownBy(() -> module(0, Variant.FAST_CELLS))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("unsupported toolchain");
        assertThat(count("cuModuleUnload")).isOne();
        assertThat(count("cuDevicePrimaryCtxRelease_v2")).isEqualTo(count("cuDevicePrimaryCtxRetain"));
    }

    @Test
    void aFailedLaunchSaysItsKernelAndShape() throws Exception {
        working();
        try (KernelModule module = module(0);
                Device device = module.open()) {
            assertThatThrownBy(() -> device.launch("fill", 157, 1, 2000, 0, 0L, 0, 0f))
                    .hasMessage("fill: 1 invalid argument (grid 157, block 2000)");
            assertThatThrownBy(() -> device.launch("fill", 157, 2, 2000, 64, 0L, 0, 0f))
                    .hasMessage("fill: 1 invalid argument (grid 157×2, block 2000, shared 64)");
            assertThatThrownBy(() -> device.launch("nothing", 1, 1, 32, 0))
                    .hasMessage("cuModuleGetFunction of nothing: 500 see CUresult in cuda.h");
        }
        nothingIsLeft();
    }

    @Test
    void afterAnIllegalAddressNothingIsTouchedAnyMoreAndTheGpuIsNotUsedAgain() throws Exception {
        failing("cuStreamSynchronize", 1, 700);
        String first =
                "cuStreamSynchronize: 700 an illegal memory access was encountered, after fill (grid 157, block 128)";
        try (KernelModule module = module(1);
                Device device = module.open()) {
            long address = device.allocate(64);
            device.launch("fill", 157, 1, 128, 0, address, 16, 1f);
            assertThatThrownBy(() -> device.read(address, new float[1])).hasMessage(first);
            int launched = count("cuLaunchKernel");
            assertThatThrownBy(() -> device.launch("fill", 1, 1, 128, 0, address, 16, 1f))
                    .isInstanceOf(CudaFailure.class)
                    .hasMessageContaining("broken since " + first);
            assertThatThrownBy(() -> device.allocate(64))
                    .isInstanceOf(CudaFailure.class)
                    .hasMessageContaining("broken since " + first);
            assertThat(count("cuLaunchKernel")).isEqualTo(launched);
        }
        assertThat(count("cuMemFree_v2")).isZero();
        assertThat(count("cuMemFreeHost")).isZero();
        assertThat(count("cuDevicePrimaryCtxRelease_v2")).isEqualTo(1);
        assertThatThrownBy(() -> module(1)).hasMessage("cuda:1 broke in this process, start a new one: " + first);
        working();
    }

    @Test
    void aFaultThatShowsInALaterLaunchSaysSo() throws Exception {
        failing("cuLaunchKernel", 2, 719);
        try (KernelModule module = module(2);
                Device device = module.open()) {
            assertThatThrownBy(() -> used(device))
                    .hasMessage("fill: 719 unspecified launch failure (grid 2×3, block 128, shared 60000)");
        }
        working();
    }

    @Test
    void aDriverThatIsTooOldForThePtxNamesTheOneItNeedsAndShowsItsCompilersLog() {
        failing("cuModuleLoadDataEx", 1, 222);

        assertThatThrownBy(() -> module(0))
                .isInstanceOf(Unavailable.class)
                .hasMessage(
                        "the NVIDIA driver is too old for the kernels, which need 410.48 or newer "
                                + "(cuModuleLoadDataEx: 222 the provided PTX was compiled with an unsupported toolchain.); its compiler says: ptxas fatal   : Unsupported .version 6.3 | second line");
        assertThat(count("cuDevicePrimaryCtxRelease_v2")).isEqualTo(1);
    }

    @Test
    void aDriverThatLacksACallIsTooOldOrBroken() {
        String old = folder.resolve("old/libcuda.so.1").toString();

        assertThatThrownBy(() -> KernelModule.load(old, 0, Set.of()))
                .isInstanceOf(Unavailable.class)
                .hasMessageStartingWith("NVIDIA driver too old or broken: ");
    }

    /** Its name in NVIDIA's drivers of CUDA 10 is another one, and it is called when all work is done. */
    @Test
    void aContextIsReleasedByDriversOfEitherAge() throws Exception {
        String before11 = folder.resolve("before11/libcuda.so.1").toString();
        try (KernelModule module = KernelModule.load(before11, 0, Set.of());
                Device device = module.open()) {
            assertThat(used(device)).startsWith(0, 1, 2, 3, 0);
        }
        NativeLibrary driver = NativeLibrary.getInstance(before11);
        assertThat(driver.getFunction("stub_count").invokeInt(new Object[] {"cuDevicePrimaryCtxRelease"}))
                .isEqualTo(1);
        assertThat(driver.getFunction("stub_count").invokeInt(new Object[] {"cuLaunchKernel"}))
                .isEqualTo(2);
    }

    /** The server between processes and the GPU may fail as well as the GPU. */
    @ParameterizedTest
    @ValueSource(ints = {700, 719, 806, 810, 999})
    void afterTheseCodesNothingReachesTheDriver(int code) {
        assertThat(new CudaFailure(code, "").isSticky()).isTrue();
        assertThat(new CudaFailure(2, "").isSticky()).isFalse();
    }

    @Test
    void argumentsAreThoseOfKernels() throws Exception {
        working();
        try (KernelModule module = module(0);
                Device device = module.open()) {
            assertThatThrownBy(() -> device.launch("fill", 1, 1, 32, 0, 0L, 1.5))
                    .hasMessage("fill: argument 1 is 1.5; expected a Long, an Integer or a Float");
        }
    }
}
