package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The compiler keeps vectors in registers, with the flags that the program is started with. Whether it does is decided anew in each JVM
 * and by every change of a kernel's size; if it fails, a rollout is several times slower, and no other test shows it. {@code mvn -Pspeed test
 * -Dspeed.flags=…} hands more flags to the JVM with the vectors.
 */
@Tag("process")
@Tag("speed")
class InliningTest {
    /**
     * Of plain Java's time, the vectors' takes at most so much: more than is measured with vectors of eight numbers, and little enough that
     * it fails for a loop that is lost.
     */
    private static final Map<String, Double> SHARE = Map.of("hidden-2", 0.9, "hidden-20", 0.65, "batch-64", 0.65);

    private record Cost(double millis, long bytes, String line) {}

    @Test
    void everyVectorStaysInARegister() throws Exception {
        assertThat(costs(vector(System.getProperty("speed.flags", "").split(" "))))
                .hasSameSizeAs(SteadyState.works())
                .allSatisfy(
                        (work, cost) -> assertThat(cost.bytes()).as(cost.line()).isLessThan(SteadyState.ENOUGH));
    }

    @Test
    void vectorsAreFasterThanPlainJava() throws Exception {
        String[] works = SHARE.keySet().toArray(String[]::new);
        Map<String, Cost> vector =
                costs(vector(System.getProperty("speed.flags", "").split(" ")), works);
        Map<String, Cost> plain = costs(List.of("-Dunderstudy.kernels=plain"), works);
        SHARE.forEach((work, share) -> assertThat(
                        vector.get(work).millis() / plain.get(work).millis())
                .as("%s: vectors' time to plain Java's, %s to %s", work, vector.get(work), plain.get(work))
                .isLessThan(share));
    }

    /**
     * Proves that the check can fail: a JVM that may not inline one method of the vectors boxes them in each kernel.
     */
    @Test
    void aVectorThatIsNotInlinedIsNoticed() throws Exception {
        Map<String, Cost> costs = costs(
                vector(
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=dontinline,jdk.incubator.vector.FloatVector::mul"),
                "hidden-2");
        assertThat(costs.get("hidden-2").bytes()).isGreaterThan(10 * SteadyState.ENOUGH);
        assertThat(costs.get("hidden-2").line()).containsPattern(" % in (Vector|\\w+Tiles)");
    }

    private static List<String> vector(String... more) {
        List<String> flags =
                new ArrayList<>(List.of("--add-modules=jdk.incubator.vector", "-Dunderstudy.kernels=vector"));
        for (String flag : more) {
            if (!flag.isBlank()) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static Map<String, Cost> costs(List<String> flags, String... works) throws Exception {
        List<String> command = ChildJvm.command(flags.toArray(String[]::new));
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"), SteadyState.class.getName());
        Collections.addAll(command, works);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        System.out.print(String.join(" ", flags) + "\n" + said);
        Map<String, Cost> costs = new LinkedHashMap<>();
        Matcher line =
                Pattern.compile("([\\w-]+): ([\\d.]+) ms, (\\d+) bytes each.*").matcher(said);
        while (line.find()) {
            costs.put(
                    line.group(1),
                    new Cost(Double.parseDouble(line.group(2)), Long.parseLong(line.group(3)), line.group()));
        }
        return costs;
    }
}
