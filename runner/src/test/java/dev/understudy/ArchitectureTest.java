package dev.understudy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the code against {@code docs/architecture.puml} and against a few rules that no compiler checks. */
@Tag("slow")
class ArchitectureTest {
    private static final Path PICTURE = Root.path("docs/architecture.puml");
    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.understudy");
    private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.understudy");

    @Test
    void theCodeHasNoArrowThatThePictureHasNot() {
        adheresTo(PICTURE).check(MAIN);
    }

    /** Proves that the test above can fail: the same picture without one arrow that the code needs. */
    @Test
    void aPictureThatLacksAnArrowOfTheCodeIsRefused(@TempDir Path folder) throws IOException {
        List<String> without = Files.readAllLines(PICTURE).stream()
                .filter(line -> !line.equals("[engine] --> [imitation]"))
                .toList();
        Path picture = Files.write(folder.resolve("without.puml"), without);

        assertThat(adheresTo(picture).evaluate(MAIN).getFailureReport().toString())
                .contains("dev.understudy.engine.Problem");
    }

    @Test
    void everyPackageIsInThePicture() throws IOException {
        Set<String> drawn =
                find("<<(.+?)>>").stream().map(found -> found.get(0)).collect(toSet());

        assertThat(MAIN.stream().map(JavaClass::getPackageName).collect(toSet()))
                .isNotEmpty()
                .isSubsetOf(drawn);
    }

    @Test
    void everyArrowOfThePictureJoinsTwoComponents() throws IOException {
        Set<String> components =
                find("\\[(\\S+)] <<").stream().map(found -> found.get(0)).collect(toSet());
        List<List<String>> arrows = find("\\[(\\S+)] --> \\[(\\S+)]");

        assertThat(arrows)
                .hasSameSizeAs(find("(-+>)"))
                .allSatisfy(arrow -> assertThat(components).containsAll(arrow));
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching("dev.understudy.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void whatIsComputedKnowsNeitherTheProjectNorFiles() {
        classes()
                .that()
                .resideInAPackage("dev.understudy.imitation..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.understudy.imitation..", "java.lang..", "java.util..")
                .check(MAIN);
    }

    @Test
    void randomNumbersAreCounted() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.util\\.(Random|SplittableRandom)|java\\.util\\.concurrent\\.ThreadLocalRandom|java\\.util\\.random\\..*|java\\.security\\.SecureRandom")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(Collections.class, "shuffle", List.class)
                .because("every value is a function of seed, stream and counter: use Philox")
                .check(MAIN);
    }

    @Test
    void nothingIsReadOrWrittenByJavaSerialisation() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(ObjectInputStream|ObjectOutputStream|Externalizable).*")
                .because("checkpoints are safetensors, and reading a stranger's objects runs a stranger's code")
                .check(MAIN);
    }

    @Test
    void aClassIsNamedByWhatItIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager)")
                .because("such a name fits anything, and so does what gathers under it")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLineEndsTheProgram() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.understudy.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .because("elsewhere a Fault carries the exit code")
                .check(MAIN);
    }

    /** Otherwise a test could not let any operation fail. Downloads are an exception: they continue an interrupted file by rules of their own. */
    @Test
    void onlyTheDiskWritesFiles() {
        noClasses()
                .that(not(nameMatching("dev\\.understudy\\.run\\.Disk\\$Real.*")))
                .and()
                .resideOutsideOfPackage("dev.understudy.data..")
                .should(writeFiles())
                .check(MAIN);
    }

    /** Proves that the rule above can fail: the two classes that may write do so. */
    @Test
    void whoMayWriteFilesWouldBreakTheRule() {
        for (String writer : List.of("dev.understudy.run.Disk$Real", "dev.understudy.data.Transfer")) {
            assertThat(noClasses()
                            .that()
                            .haveNameMatching(Pattern.quote(writer) + ".*")
                            .should(writeFiles())
                            .evaluate(MAIN)
                            .hasViolation())
                    .as(writer)
                    .isTrue();
        }
    }

    private static ArchCondition<JavaClass> writeFiles() {
        return callMethodWhere(
                        target(owner(type(Files.class)))
                                .and(
                                        target(
                                                nameMatching(
                                                        "write.*|new(OutputStream|BufferedWriter|ByteChannel)|create.*|move|copy|delete.*|set.*"))))
                .or(callMethodWhere(target(owner(assignableTo(java.nio.channels.FileChannel.class)))
                        .and(target(nameMatching("write|truncate|force|transferFrom|tryLock|lock|map")))))
                .or(callMethodWhere(target(owner(type(java.io.File.class)))
                        .and(target(nameMatching("create.*|delete.*|mkdirs?|renameTo|set.*")))))
                .or(
                        dependOnClassesThat(
                                nameMatching(
                                        "java\\.io\\.(FileOutputStream|FileWriter|RandomAccessFile)|java\\.nio\\.channels\\.AsynchronousFileChannel")));
    }

    @Test
    void librariesStayWhereTheyBelong() {
        onlyIn("org.nd4j..", "dev.understudy.engine.nd4j..", "dev.understudy.dl4j..")
                .check(MAIN);
        onlyIn("org.deeplearning4j..", "dev.understudy.engine.nd4j..", "dev.understudy.dl4j..")
                .check(MAIN);
        onlyIn("com.sun.jna..", "dev.understudy.engine.fused.cuda..", "dev.understudy.engine.nd4j..")
                .check(MAIN);
        onlyIn("picocli..", "dev.understudy.cli..").check(MAIN);
    }

    /** A host read inside a meta-step would wait for the device; DL4J's training methods do so in each call. */
    @Test
    void nd4jIsReadFromInOnePlaceOnly() {
        readsInOnePlace().check(MAIN);
    }

    /** Proves that the rule above can fail: the one class that may read does so. */
    @Test
    void theOneClassThatReadsWouldBreakTheRule() {
        assertThat(noClasses()
                        .that()
                        .haveFullyQualifiedName("dev.understudy.engine.nd4j.backend.HostTransfer")
                        .should(readFromNd4j())
                        .evaluate(MAIN)
                        .hasViolation())
                .isTrue();
    }

    private static ArchRule readsInOnePlace() {
        return noClasses()
                .that()
                .resideInAPackage("dev.understudy.engine.nd4j..")
                .and()
                .doNotHaveFullyQualifiedName("dev.understudy.engine.nd4j.backend.HostTransfer")
                .should(readFromNd4j());
    }

    private static ArchCondition<JavaClass> readFromNd4j() {
        return callMethodWhere(target(
                        nameMatching(
                                "fit|score|computeGradientAndScore|computeScore|gradientAndScore|evaluate.*Number|.*Number|(get|to)(Double|Float|Int|Long|Number|Byte|Short).*|as(Double|Float|Int|Long|Bytes|Nio.*)"))
                .and(target(owner(resideInAnyPackage("org.nd4j..", "org.deeplearning4j.."))
                        .and(not(owner(assignableTo("org.nd4j.linalg.api.buffer.DataType")))))));
    }

    private static ArchRule adheresTo(Path picture) {
        return classes()
                .should(adhereToPlantUmlDiagram(picture, consideringOnlyDependenciesInAnyPackage("dev.understudy..")));
    }

    private static ArchRule onlyIn(String library, String... homes) {
        return noClasses()
                .that(resideOutsideOfPackages(homes))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    /** The groups of each match in the picture, comments left out. */
    private static List<List<String>> find(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        return Files.readAllLines(PICTURE).stream()
                .filter(line -> !line.startsWith("'"))
                .flatMap(line -> pattern.matcher(line).results())
                .map(match -> IntStream.rangeClosed(1, match.groupCount())
                        .mapToObj(match::group)
                        .toList())
                .toList();
    }
}
