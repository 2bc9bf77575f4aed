package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of docs/dl4j.md, as a user would compile and start it. */
@Tag("nd4j")
@Tag("process")
class Dl4jPageTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final List<String> IMPORTS = List.of(
            "dev.understudy.dl4j.ImitatorUpdater",
            "java.io.File",
            "java.nio.file.Path",
            "org.deeplearning4j.nn.conf.NeuralNetConfiguration",
            "org.deeplearning4j.nn.conf.layers.*",
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
            "org.nd4j.linalg.activations.Activation",
            "org.nd4j.linalg.api.buffer.DataType",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.dataset.DataSet",
            "org.nd4j.linalg.factory.Nd4j",
            "org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction");

    @TempDir
    private Path folder;

    @Test
    void theExampleCompilesRunsAndLeavesANetworkThatLoads() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Needs.JDK.orSkip(compiler != null);
        Matcher example = JAVA.matcher(Files.readString(Root.path("docs/dl4j.md")));
        assertThat(example.find()).isTrue();
        String imports = String.join(
                "", IMPORTS.stream().map(name -> "import " + name + ";\n").toList());
        Path source = Files.writeString(
                folder.resolve("Example.java"),
                imports + "class Example {\npublic static void main(String[] args) throws Exception {\n"
                        + example.group(1) + "}\n}\n");
        String classPath = classPath();
        StringWriter problems = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", classPath, "-d", folder.toString());
            assertThat(compiler.getTask(problems, files, null, options, null, files.getJavaFileObjects(source))
                            .call())
                    .as(problems::toString)
                    .isTrue();
        }

        Path output = folder.resolve("output.txt");
        ProcessBuilder java = new ProcessBuilder(
                        ChildJvm.command("-cp", folder + File.pathSeparator + classPath, "Example"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        java.environment()
                .put(
                        "OMP_NUM_THREADS",
                        "1"); // arrays this small gain nothing by threads, and lose much on a busy machine
        assertThat(java.start().waitFor()).as(() -> read(output)).isZero();
        Matcher loss = Pattern.compile("^loss (0\\.\\d+)", Pattern.MULTILINE).matcher(read(output));
        assertThat(loss.find()).as(read(output)).isTrue();
        assertThat(Double.parseDouble(loss.group(1))).as("log 2 is chance").isLessThan(0.6);
        MultiLayerNetwork network =
                MultiLayerNetwork.load(folder.resolve("net.zip").toFile(), true);
        assertThat(network.getLayerWiseConfigurations().getConf(0).getLayer().getUpdaterByParam("W"))
                .isEqualTo(ImitatorUpdater.pretrained("sgd"));
        assertThat(network.updaterState().amaxNumber().doubleValue()).isPositive();
    }

    /** Surefire may start the tests from a jar that only names the others. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
