package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final SortedMap<String, String> IDENTITY =
            new TreeMap<>(Map.of("seed", "1", "teacher.sgd.learningRate", "0.01"));

    @TempDir
    Path root;

    private Path directory;
    private Path current;
    private Path previous;

    @BeforeEach
    void locate() throws IOException {
        directory = Files.createDirectories(RunDirectory.locate(root, "a", "seed-1"));
        current = directory.resolve("checkpoint.safetensors");
        previous = directory.resolve("checkpoint.previous.safetensors");
    }

    private static Snapshot snapshot(long metaStep) {
        return new Snapshot(
                metaStep,
                Map.of(
                        "phi", new Snapshot.Tensor(new int[] {3}, new float[] {metaStep, -0f, Float.MIN_VALUE}),
                        "theta", new Snapshot.Tensor(new int[] {2, 2}, new float[] {1, 2, 3, 4}),
                        "metaOptimizer.0", new Snapshot.Tensor(new int[0], new float[] {0.1f})));
    }

    private Checkpoints.Loaded load() {
        return new Checkpoints(directory).load(IDENTITY).orElseThrow();
    }

    private void saveTwo() {
        Checkpoints checkpoints = new Checkpoints(directory);
        checkpoints.save(snapshot(100), IDENTITY);
        checkpoints.save(snapshot(200), IDENTITY);
    }

    @Test
    void aCheckpointComesBackBitForBitAndTheOneBeforeIsKept() throws IOException {
        assertThat(new Checkpoints(directory).load(IDENTITY)).isEmpty();
        saveTwo();
        Checkpoints.Loaded loaded = load();
        assertThat(loaded.note()).isEmpty();
        assertThat(loaded.snapshot().metaStep()).isEqualTo(200);
        snapshot(200).tensors().forEach((name, tensor) -> {
            assertThat(loaded.snapshot().tensors().get(name).shape()).isEqualTo(tensor.shape());
            assertThat(loaded.snapshot().tensors().get(name).data()).isEqualTo(tensor.data());
        });
        assertThat(loaded.snapshot().tensors()).hasSize(3);
        Files.delete(current);
        assertThat(load().snapshot().metaStep()).isEqualTo(100);
    }

    @Test
    void twoSavesOfOneSnapshotAreTheSameBytes() throws IOException {
        Checkpoints checkpoints = new Checkpoints(directory);
        checkpoints.save(snapshot(100), IDENTITY);
        assertThat(checkpoints.save(snapshot(100), IDENTITY)).isEqualTo(new Checkpoints.Written(Files.size(current)));
        assertThat(current).hasSameBinaryContentAs(previous);
    }

    // Independent of the last operation.
    @Test
    void aProgramKilledAtAnyStepOfASaveResumesFromAGoodCheckpoint() throws IOException {
        boolean sawGap = false;
        int step = 1;
        for (; ; step++) {
            saveTwo();
            FaultyDisk disk = FaultyDisk.killedAt(step);
            Throwable thrown = catchThrowable(() -> new Checkpoints(directory, disk).save(snapshot(300), IDENTITY));
            if (!disk.hasFailed()) {
                break;
            }
            assertThat(thrown).isInstanceOf(FaultyDisk.Killed.class);
            try (RunDirectory next = RunDirectory.open(root, "a", "seed-1", false)) {
                assertThat(directory.resolve("checkpoint.safetensors.tmp")).doesNotExist();
                Checkpoints checkpoints = next.checkpoints();
                Checkpoints.Loaded loaded = checkpoints.load(IDENTITY).orElseThrow();
                assertThat(loaded.snapshot().metaStep()).isIn(200L, 300L);
                assertThat(loaded.note().isPresent()).isEqualTo(loaded.file().equals(previous));
                sawGap |= loaded.note().isPresent();
                checkpoints.save(snapshot(400), IDENTITY);
                assertThat(checkpoints.load(IDENTITY).orElseThrow().snapshot().metaStep())
                        .isEqualTo(400);
            }
        }
        assertThat(step).isGreaterThan(5);
        assertThat(sawGap).as("the step between the two renames was tried").isTrue();
    }

    @Test
    void aDiskThatIsFullAtAnyStepOfASaveLeavesAGoodCheckpoint() {
        int step = 1;
        for (; ; step++) {
            saveTwo();
            FaultyDisk disk = FaultyDisk.fullAt(step);
            Checkpoints checkpoints = new Checkpoints(directory, disk);
            Throwable thrown = catchThrowable(() -> checkpoints.save(snapshot(300), IDENTITY));
            if (!disk.hasFailed()) {
                break;
            }
            assertThat(thrown)
                    .isInstanceOf(Fault.class)
                    .hasMessageStartingWith(current + " cannot be written, ")
                    .hasMessageMatching(".* after \\d+ bytes .*");
            assertThat(((Fault) thrown).exitCode()).isEqualTo(4);
            assertThat(directory.resolve("checkpoint.safetensors.tmp")).doesNotExist();
            assertThat(load().snapshot().metaStep()).isIn(200L, 300L);
            checkpoints.save(snapshot(400), IDENTITY);
            assertThat(load().snapshot().metaStep()).isEqualTo(400);
        }
        assertThat(step).isGreaterThan(5);
    }

    @Tag("slow")
    @Test
    void aFlippedBitAnywhereIsNoticedAndThePreviousCheckpointIsTaken() throws IOException {
        saveTwo();
        byte[] good = Files.readAllBytes(current);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(current, bad);
            Checkpoints.Loaded loaded = load();
            assertThat(loaded.snapshot().metaStep()).as("bit %d", bit).isEqualTo(100);
            assertThat(loaded.note().orElseThrow())
                    .startsWith(current + " ")
                    .contains("continuing from checkpoint.previous.safetensors at meta-step 100");
        }
    }

    @Test
    void aCheckpointCutOrFilledWithZerosIsRefusedAndThePreviousOneIsTaken() throws IOException {
        saveTwo();
        byte[] good = Files.readAllBytes(current);
        for (int length = 0; length < good.length; length++) {
            Files.write(current, Arrays.copyOf(good, length));
            assertThat(load().snapshot().metaStep()).as("%d bytes", length).isEqualTo(100);
        }
        Files.write(current, new byte[good.length]);
        assertThat(load().snapshot().metaStep()).isEqualTo(100);
        Files.write(current, Arrays.copyOf(good, good.length + 1));
        assertThat(load().note().orElseThrow()).contains("SHA-256");
    }

    @Test
    void ifNeitherCheckpointIsGoodBothAreNamed() throws IOException {
        saveTwo();
        Files.write(current, new byte[100]);
        Files.write(previous, new byte[100]);
        assertThatThrownBy(this::load)
                .isInstanceOf(Fault.class)
                .hasMessageContaining(current + " ")
                .hasMessageContaining(previous + " ")
                .hasMessageContaining("--fresh");
        Files.delete(previous);
        assertThatThrownBy(this::load)
                .isInstanceOf(Fault.class)
                .hasMessageContaining("there is no previous checkpoint");
    }

    // Otherwise a crash in the next save could leave the damaged one alone.
    @Test
    void aDamagedCheckpointNeverTakesThePlaceOfThePreviousOne() throws IOException {
        for (boolean loadFirst : new boolean[] {true, false}) {
            saveTwo();
            Files.write(current, new byte[100]);
            Checkpoints checkpoints = new Checkpoints(directory);
            if (loadFirst) {
                checkpoints.load(IDENTITY);
            }
            checkpoints.save(snapshot(300), IDENTITY);
            assertThat(load().snapshot().metaStep()).isEqualTo(300);
            Files.delete(current);
            assertThat(load().snapshot().metaStep()).isEqualTo(100);
        }
    }

    @Test
    void aCheckpointWithoutTheOptimizersStateIsRefused() {
        saveTwo();
        assertThatThrownBy(() -> new Checkpoints(directory)
                        .load(IDENTITY, Set.of("phi", "theta", "metaOptimizer.0", "metaOptimizer.1")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(current + " lacks the tensors [metaOptimizer.1]");
        assertThat(new Checkpoints(directory)
                        .load(IDENTITY, snapshot(0).tensors().keySet()))
                .isPresent();
    }

    @Test
    void aCheckpointOfAnotherExperimentIsRefusedWithAllThatDiffers() {
        saveTwo();
        SortedMap<String, String> other = new TreeMap<>(Map.of("seed", "2", "teacher.adam.learningRate", "0.01"));
        Throwable thrown = catchThrowable(() -> new Checkpoints(directory).load(other));
        assertThat(thrown)
                .isInstanceOf(Fault.class)
                .hasMessage(current + " belongs to another experiment (seed was 1 and is now 2; "
                        + "teacher.adam.learningRate was absent and is now 0.01; teacher.sgd.learningRate was 0.01 and is now absent); expected a checkpoint of this one; "
                        + "start again with --fresh, or give this experiment another name");
        assertThat(((Fault) thrown).exitCode()).isEqualTo(2);
    }

    @Test
    void aCheckpointOfAnotherFormatOrTypeIsRefused() {
        seal(metadata(Map.of("format", "2", "dtype", "F64")), Map.of("phi", TypedArray.of(new int[] {1}, 1.0)));
        assertThatThrownBy(this::load)
                .isInstanceOf(Fault.class)
                .hasMessageContaining("dtype was F64 and is now F32; format was 2 and is now 1");
    }

    @Test
    void aCheckpointWithJavaObjectsInsideIsRefusedAndNothingIsDeserialised() throws IOException {
        ByteArrayOutputStream objects = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(objects)) {
            out.writeObject(new java.util.Date(0));
        }
        byte[] bytes = objects.toByteArray();
        seal(
                metadata(Map.of()),
                Map.of(
                        "phi",
                        TypedArray.of(new int[] {1}, 1f),
                        "updater.bin",
                        TypedArray.of(new int[] {bytes.length}, bytes)));
        assertThatThrownBy(this::load)
                .isInstanceOf(Fault.class)
                .hasMessageContaining(current + " has entry updater.bin of dtype U8; expected F32 tensors only");
        Files.write(current, bytes);
        assertThatThrownBy(this::load).isInstanceOf(Fault.class).hasMessageContaining(current + " ");
    }

    @Test
    void anUnknownTensorIsRefused() {
        saveTwo();
        assertThatThrownBy(() -> new Checkpoints(directory).load(IDENTITY, Set.of("phi", "theta")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("has unknown tensors [metaOptimizer.0]");
    }

    @Tag("slow")
    @Test
    void noCodeOfUnderstudyDeserialisesJavaObjects() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.understudy"));
    }

    @Test
    void aSnapshotThatIsNotFiniteIsNotSavedAndTheLastGoodOneStays() {
        saveTwo();
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Map<String, Snapshot.Tensor> tensors = new HashMap<>(snapshot(300).tensors());
            tensors.put("theta", new Snapshot.Tensor(new int[] {2}, new float[] {1, value}));
            Checkpoints.Saved saved = new Checkpoints(directory).save(new Snapshot(300, tensors), IDENTITY);
            assertThat(saved).isEqualTo(new Checkpoints.NotFinite("theta", 1, value));
            assertThat(((Checkpoints.NotFinite) saved).sentence()).isEqualTo("theta[1] is " + value);
            assertThat(load().snapshot().metaStep()).isEqualTo(200);
            assertThat(load().note()).isEmpty();
        }
    }

    @Test
    void aCheckpointWithNaNInsideIsFlaggedOnLoading() {
        saveTwo();
        seal(metadata(Map.of()), Map.of("phi", TypedArray.of(new int[] {2}, 1f, Float.NaN)));
        Checkpoints.Loaded loaded = load();
        assertThat(loaded.snapshot().metaStep()).isEqualTo(100);
        assertThat(loaded.note().orElseThrow()).contains("phi[1] is NaN");
    }

    private static Map<String, String> metadata(Map<String, String> changes) {
        Map<String, String> metadata = new TreeMap<>(Map.of("format", "1", "dtype", "F32", "metaStep", "7"));
        IDENTITY.forEach((field, value) -> metadata.put("identity." + field, value));
        metadata.putAll(changes);
        return metadata;
    }

    /** A checkpoint with a right SHA-256, as only a program can make it. */
    private void seal(Map<String, String> metadata, Map<String, TypedArray> arrays) {
        try (OutputStream out = Files.newOutputStream(current)) {
            Safetensors.writeArrays(out, arrays, Seal.seal(arrays, metadata));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
