package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tags state the needs of a test, so that `mvn -Pfast test` stays fast; this test names a class without its tag. */
@Tag("slow")
class TestTagsTest {
    private static final Set<String> KNOWN = Set.of("process", "emulation", "nd4j", "slow", "speed", "campaign");
    /** A tag, and the classes that no test uses without it. */
    private static final Map<String, List<String>> USES = Map.of(
            "process",
            List.of("java.lang.ProcessBuilder", "dev.understudy.StubDriver"),
            "emulation",
            List.of(
                    "dev.understudy.engine.fused.Emulated",
                    "dev.understudy.engine.fused.cuda.EmulatedDevice",
                    "dev.understudy.engine.fused.cuda.HostKernels"));

    private static List<JavaClass> tests;

    @BeforeAll
    static void read() {
        tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.understudy").stream()
                        .filter(c -> c.getSimpleName().endsWith("Test"))
                        .toList();
        assertThat(tests).hasSizeGreaterThan(80);
    }

    private static Set<String> tags(JavaClass test) {
        Class<?> reflected = test.reflect();
        return Stream.concat(Stream.of(reflected), Stream.of(reflected.getDeclaredMethods()))
                .flatMap(element -> Stream.of(element.getAnnotationsByType(Tag.class)))
                .map(Tag::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyTagIsKnown() {
        assertThat(tests)
                .allSatisfy(test -> assertThat(tags(test)).as(test.getName()).isSubsetOf(KNOWN));
    }

    @Test
    void whoStartsAProcessOrEmulatesAGpuSaysSo() {
        USES.forEach((tag, used) -> assertThat(tests)
                .filteredOn(test -> test.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> used.contains(d.getTargetClass().getName())))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(tags(test)).as(test.getName()).containsAnyOf(tag, "process")));
    }

    @Test
    void whoLoadsNd4jSaysSo() {
        assertThat(tests)
                .filteredOn(test -> test.getPackageName().matches("dev\\.understudy\\.(engine\\.nd4j|dl4j)(\\..*)?"))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(tags(test)).as(test.getName()).contains("nd4j"));
    }
}
