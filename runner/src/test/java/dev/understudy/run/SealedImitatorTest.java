package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.Root;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed φ is never used: neither other weights nor weights that are not finite. */
class SealedImitatorTest {
    @TempDir
    Path folder;

    private Path file;
    private ImitatorFile.Saved saved;

    @BeforeEach
    void write() {
        saved = ImitatorFile.read(Root.path("runner/src/test/resources/run-format-1/phi.safetensors"));
        file = folder.resolve("phi.safetensors");
        ImitatorFile.write(file, saved);
    }

    @Test
    void itCarriesItsHashInTheMetadata() {
        assertThat(Safetensors.read(file).metadata()).containsKey("sha256");
        assertThat(ImitatorFile.read(file)).usingRecursiveComparison().isEqualTo(saved);
    }

    /** A byte of the hash's own name may change: then the file counts as unsealed, and has the weights that were written. */
    @Test
    void whicheverByteIsChangedNoOtherWeightsAreRead() throws IOException {
        byte[] good = Files.readAllBytes(file);
        int read = 0;
        for (int i = 0; i < good.length; i++) {
            byte[] bytes = good.clone();
            bytes[i] ^= 1;
            Files.write(file, bytes);
            try {
                assertThat(ImitatorFile.read(file).phi()).as("byte " + i).containsExactly(saved.phi());
                read++;
            } catch (Fault refused) {
                assertThat(refused.exitCode()).isEqualTo(2);
                assertThat(refused).hasMessageContaining(file.toString());
            }
        }
        assertThat(read).isLessThanOrEqualTo("sha256".length());
    }

    @Test
    void aWeightThatIsNotFiniteIsRefusedWithTheFilesName() {
        saved.phi()[3] = Float.NaN;
        ImitatorFile.write(file, saved);

        assertThatThrownBy(() -> ImitatorFile.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + " is not an exported imitator (")
                .hasMessageContaining(
                        "is NaN; expected a finite weight); expected one, as export writes it; export it again");
    }

    @Test
    void everyImitatorThatComesWithTheProgramIsSealed() throws IOException, Safetensors.Malformed {
        for (String name : ImitatorFile.PRETRAINED) {
            Path shipped = Root.path("runner/src/main/resources/pretrained/" + name + ".safetensors");
            assertThat(Safetensors.read(shipped).metadata()).as(name).containsKey(Seal.KEY);
            Seal.check(shipped);
        }
    }
}
