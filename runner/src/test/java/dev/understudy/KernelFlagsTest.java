package dev.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The methods that the compiler must not inline. Class files are read and not loaded, since this JVM may lack the Vector API. */
class KernelFlagsTest {
    private static final String KEEP_APART = "-XX:CompileCommand=dontinline,";
    private static List<JavaMethod> methods;

    @BeforeAll
    static void read() {
        methods = new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages("dev.understudy.engine.fused.kernel")
                        .stream()
                        .map(JavaClass::getMethods)
                        .flatMap(Collection::stream)
                        .toList();
    }

    private static List<String> flags() throws IOException {
        return Files.readAllLines(Root.path("runner/src/launch/kernels.args")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static List<String> named() throws IOException {
        return flags().stream()
                .filter(flag -> flag.startsWith(KEEP_APART))
                .map(flag -> flag.substring(KEEP_APART.length()))
                .toList();
    }

    /** As HotSpot reads CLASS::METHOD, CLASS::* and CLASS::METHOD(PARAMETERS)RESULT. */
    private static boolean names(String flag, JavaMethod method) {
        String name = method.getOwner().getName() + "::" + method.getName();
        String signature = method.getRawParameterTypes().stream()
                        .map(KernelFlagsTest::descriptor)
                        .collect(Collectors.joining("", "(", ")"))
                + descriptor(method.getRawReturnType());
        return flag.equals(name)
                || flag.equals(name + signature)
                || flag.equals(method.getOwner().getName() + "::*");
    }

    private static String descriptor(JavaClass type) {
        if (type.isPrimitive() && type.getName().equals("void")) {
            return "V";
        }
        if (type.isPrimitive()) {
            return type.getName().equals("boolean")
                    ? "Z"
                    : type.getName().substring(0, 1).toUpperCase(Locale.ROOT);
        }
        return type.isArray()
                ? type.getName().replace('.', '/')
                : "L" + type.getName().replace('.', '/') + ";";
    }

    private static boolean isOfTheVectorApi(JavaClass type) {
        return type.getPackageName().equals("jdk.incubator.vector");
    }

    /** It passes vectors, and so must be inlined into its callers. */
    private static boolean handsVectorsOver(JavaMethod method) {
        return Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                .anyMatch(KernelFlagsTest::isOfTheVectorApi);
    }

    private static boolean computesByVectors(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream().anyMatch(call -> isOfTheVectorApi(call.getTargetOwner()));
    }

    @Test
    void eachFlagNamesAMethodThatIsThereAndNoneThatHandsVectorsOver() throws IOException {
        assertThat(named())
                .isNotEmpty()
                .allSatisfy(flag -> assertThat(methods)
                        .filteredOn(method -> names(flag, method))
                        .as(flag)
                        .isNotEmpty()
                        .noneMatch(KernelFlagsTest::handsVectorsOver));
    }

    @Test
    void eachKernelByVectorsIsKeptApart() throws IOException {
        List<String> named = named();
        assertThat(methods)
                .filteredOn(method -> computesByVectors(method) && !handsVectorsOver(method))
                .isNotEmpty()
                .allSatisfy(method -> assertThat(named)
                        .as(method.getFullName() + " is not in runner/src/launch/kernels.args")
                        .anyMatch(flag -> names(flag, method)));
    }

    @Test
    void mavenHasTheSameFlagsAndTheLaunchersHaveTheFile() throws IOException {
        assertThat(Files.readAllLines(Root.path(".mvn/jvm.config")))
                .filteredOn(flag -> flag.startsWith("-XX:CompileCommand"))
                .isEqualTo(flags());
        assertThat(Files.readString(Root.path("pom.xml")).lines().map(String::strip))
                .containsSequence(flags());
        assertThat(Arrays.asList("runner/src/bundle/understudy", "Dockerfile"))
                .allSatisfy(launcher -> assertThat(Files.readString(Root.path(launcher)))
                        .containsPattern("java.* \"?@[^ ]*/kernels.args"));
    }
}
