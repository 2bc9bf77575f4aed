package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A formula has the same text in Java and in CUDA; a kernel cites the tags that its Java twin cites. */
class TwinsTest {
    private static final Path SOURCES = Root.path("runner/src/main/java/dev/understudy");
    private static final Path NOUNS = SOURCES.resolve("imitation");
    private static final Path KERNELS = SOURCES.resolve("engine/fused/kernel");
    /** Files of CUDA alone, and the Java file in which the same is computed. */
    private static final Map<String, String> PART_OF = Map.of(
            "Conv", "ConvLayer",
            "LeanConv", "ConvLayer",
            "FastCells", "Lstm",
            "ImitationSums", "ImitatePass",
            "LstmTiles", "LstmBlock",
            "LstmWeights", "LstmBlock",
            "Practice", "CpuKernels");
    /** Files of Java alone, which call the kernels or lay out their memory, with their counterparts for CUDA; empty for none. */
    private static final Map<String, String> HOST_ALONE = Map.ofEntries(
            Map.entry("Activations", "cuda/NetworkPlan.java"),
            Map.entry("NetworkLayer", "kernel/ConvNet.cu"),
            Map.entry("ConvLayer", "kernel/Conv.cu"),
            Map.entry("PlainConvLayer", "kernel/Conv.cu"),
            Map.entry("VectorConvLayer", "kernel/Conv.cu"),
            Map.entry("DenseLayer", "kernel/ConvNet.cu"),
            Map.entry("PlainDenseLayer", "kernel/ConvNet.cu"),
            Map.entry("VectorDenseLayer", "kernel/ConvNet.cu"),
            Map.entry("PoolLayer", "kernel/ConvNet.cu"),
            Map.entry("VectorPoolLayer", "kernel/ConvNet.cu"),
            Map.entry("ReluLayer", "kernel/ConvNet.cu"),
            Map.entry("TanhLayer", "kernel/ConvNet.cu"),
            Map.entry("DropoutLayer", "kernel/ConvNet.cu"),
            Map.entry("Places", ""), // of a gradient that is not zero, for which CUDA looks
            Map.entry("ConvTiles", ""), // sums in the registers of the CPU
            Map.entry("DenseTiles", ""), // the same
            Map.entry("PointTiles", ""), // loops by vectors
            Map.entry("Kernels", "cuda/CudaKernels.java"),
            Map.entry("CpuKernels", "cuda/CudaKernels.java"),
            Map.entry("Buffer", "cuda/CudaBuffer.java"),
            Map.entry("CpuBuffer", "cuda/CudaBuffer.java"),
            Map.entry("Gather", "cuda/CudaSamples.java"),
            Map.entry("ImitatePass", "cuda/CudaImitatePass.java"),
            Map.entry("LstmLayer", "cuda/TileUnroll.java"),
            Map.entry("PlainLstmLayer", "cuda/TileUnroll.java"),
            Map.entry("VectorLstmLayer", "cuda/TileUnroll.java"),
            Map.entry("VectorTiles", ""), // sums in the registers of the CPU
            Map.entry("VectorSums", ""), // the same
            Map.entry("VectorWeights", ""), // the same
            Map.entry("VectorHead", "kernel/Head.cu"),
            Map.entry("VectorCells", ""), // the formulas of Lstm, by vectors
            Map.entry("HostStep", ""), // one imitator on its own, for DL4J
            Map.entry("Lanes", ""), // their order
            Map.entry("Provider", ""), // plain Java, or the Vector API
            Map.entry("AgreementPass", "cuda/CudaUpdatePass.java"),
            Map.entry("FillPass", "cuda/CudaKernels.java"),
            Map.entry("InitPass", "cuda/CudaGradientPass.java"),
            Map.entry("UpdatePass", "cuda/CudaUpdatePass.java"),
            Map.entry("UpdateRows", "cuda/CudaUpdatePass.java"),
            Map.entry("Rows", ""), // products of rows, which CUDA has in registers
            Map.entry("WorkerPool", "")); // threads

    private static final Set<String> PRIMITIVES = Set.of("min", "max", "abs", "sqrt", "exp", "log", "log1p");
    private static final Pattern TAG = Pattern.compile("\\[[OTIL]\\d+]");
    /** The tag in front, and the line on which a function begins. */
    private static final Pattern FUNCTION =
            Pattern.compile("(?m)^ *(?:public static|static|FN) (\\w+ (\\w+)\\(.*?\\)) \\{");

    @Test
    void everyFormulaHasTheSameTextInBothTwins() throws IOException {
        Map<String, String> java = functions(NOUNS.resolve("Formulas.java"));
        Map<String, String> cuda = functions(NOUNS.resolve("Formulas.cuh"));
        assertThat(java.keySet()).containsAll(PRIMITIVES).hasSizeGreaterThan(30);

        java.keySet().removeAll(PRIMITIVES);
        cuda.keySet().removeAll(PRIMITIVES);
        assertThat(cuda).isEqualTo(java);
    }

    @Test
    void anyDifferenceOfAFormulaWouldBeSeen() {
        assertThat(functions("FN float f(float a) { return a * 2.0f; }"))
                .isEqualTo(functions("    public static float f(float a) {\n        return a * 2.0f;\n    }"))
                .isNotEqualTo(functions("FN float f(float a) { return 2.0f * a; }"))
                .isNotEqualTo(functions("FN float f(float b) { return a * 2.0f; }"));
    }

    @Test
    void bothTwinsOfAFormulaHaveTheSameTagsInTheSameOrder() throws IOException {
        assertThat(tags(NOUNS.resolve("Formulas.cuh"))).containsExactlyElementsOf(tags(NOUNS.resolve("Formulas.java")));
    }

    @Test
    void philoxHasTheSameRoundsAndConstantsInBothTwins() throws IOException {
        String java = Files.readString(NOUNS.resolve("Philox.java"));
        String cuda = Files.readString(NOUNS.resolve("Philox.cuh"))
                .replaceAll("times\\((\\w+), (\\w+)\\)", "$1 * $2")
                .replaceAll("(\\w+) = plus\\(\\1, (\\w+)\\)", "$1 += $2");

        assertThat(rounds(cuda)).isEqualTo(rounds(java)).contains("mulHigh", "k1 += W1");
        assertThat(constants(java)).containsAllEntriesOf(constants(cuda));
        assertThat(constants(cuda).keySet()).contains("M0", "M1", "W0", "W1", "INIT", "BATCH", "HALF_PLANE", "DROPOUT");
    }

    @Test
    void everyKernelFileCitesTheTagsOfItsJavaTwin() throws IOException {
        for (String cuda : kernels(".cu")) {
            Path twin = KERNELS.resolve(cuda + ".java");
            if (!PART_OF.containsKey(cuda)) {
                assertThat(twin)
                        .as("%s.cu has a twin, or is named in PART_OF", cuda)
                        .exists();
                assertThat(new TreeSet<>(tags(KERNELS.resolve(cuda + ".cu"))))
                        .as(cuda + ".cu cites")
                        .containsAll(new TreeSet<>(tags(twin)));
            }
        }
    }

    /** Files that exist in one language alone, with the file of the other language that has their content. */
    @Test
    void noKernelIsWithoutItsTwin() throws IOException {
        Set<String> cuda = kernels(".cu");
        Set<String> java = kernels(".java");
        assertThat(cuda).hasSizeGreaterThan(10).containsAll(PART_OF.keySet());
        assertThat(java).containsAll(PART_OF.values()).containsAll(HOST_ALONE.keySet());

        java.removeAll(HOST_ALONE.keySet());
        assertThat(cuda).as("twins of those that compute in Java").containsAll(java);
        cuda.removeAll(PART_OF.keySet());
        assertThat(java).as("twins of those that compute in CUDA").containsAll(cuda);
        assertThat(HOST_ALONE.values())
                .filteredOn(twin -> !twin.isEmpty())
                .allSatisfy(twin ->
                        assertThat(SOURCES.resolve("engine/fused/" + twin)).exists());
    }

    /** Without files that are not kernels: the unit that includes all, and the package's description. */
    private static Set<String> kernels(String ending) throws IOException {
        try (Stream<Path> files = Files.list(KERNELS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending) && !name.matches("Kernels\\.cu|package-info\\.java"))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> tags(Path file) throws IOException {
        return TAG.matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .toList();
    }

    private static Map<String, String> functions(Path file) throws IOException {
        return functions(Files.readString(file));
    }

    /** By name, each as declaration and body without more white space than it needs. */
    private static Map<String, String> functions(String text) {
        Map<String, String> functions = new LinkedHashMap<>();
        Matcher matcher = FUNCTION.matcher(text);
        while (matcher.find()) {
            functions.put(
                    matcher.group(2),
                    (matcher.group(1) + " " + block(text, matcher.end() - 1)).replaceAll("\\s+", " "));
        }
        return functions;
    }

    private static String rounds(String text) {
        int start = text.indexOf("for (int round");
        return block(text, text.indexOf('{', start)).replaceAll("\\s+", " ");
    }

    /** From a brace to the one that closes it. */
    private static String block(String text, int open) {
        int depth = 0;
        for (int i = open; ; i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return text.substring(open, i + 1);
            }
        }
    }

    private static Map<String, String> constants(String text) {
        Map<String, String> constants = new LinkedHashMap<>();
        Pattern.compile("(?:static final|const) int (\\w+) = (\\w+);")
                .matcher(text)
                .results()
                .forEach(match -> constants.put(match.group(1), match.group(2)));
        return constants;
    }
}
