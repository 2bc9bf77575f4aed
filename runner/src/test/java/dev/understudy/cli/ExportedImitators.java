package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import dev.understudy.run.ImitatorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Files of imitators in one folder, as the command {@code export} leaves them, and Python to read them. */
record ExportedImitators(Path folder) {
    static final Moments ALL = new Moments(List.of(0.9, 0.5), List.of(0.9, 0.99), true, true, true, 0.9);
    static final Moments FEW = new Moments(List.of(0.8), List.of(0.999), false, false, false, 0);

    /** @return the file of one that comes with the program, by the command itself */
    Path pretrained(String name) {
        Path to = folder.resolve(name + ".safetensors");
        Called called = Called.with("export", "--pretrained", name, "--to", to);
        assertThat(called.code()).as(called.err()).isZero();
        return to;
    }

    /** @return the file of any other imitator; the file does not state the learning rate of its training */
    Path written(String name, Imitator imitator, float[] phi) {
        Path to = folder.resolve(name + ".safetensors");
        ImitatorFile.write(to, new ImitatorFile.Saved(imitator, phi, "name: x\n", Map.of()));
        return to;
    }

    static Imitator imitator(List<Integer> hidden, Features features, Moments moments, Head head) {
        return new Imitator(hidden, features, moments, head, head == Head.GATED ? 1 : 0.02, 0, false);
    }

    /** φ with a head, exponents of tensors and a schedule that do something. */
    static float[] phi(Imitator imitator) {
        float[] phi = imitator.initialWeights(11);
        int[] words = new int[phi.length];
        Philox.words(5, Philox.PHI, 0, 0, 0, words.length, words);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = Philox.uniform(words[i]) - 0.5f;
        }
        return phi;
    }

    /** Every kind of features with every head, and each other option, in addition to the plainest imitator. */
    static Map<String, Imitator> everyKind() {
        Map<String, Imitator> kinds = new LinkedHashMap<>();
        for (Features features : Features.values()) {
            for (Head head : Head.values()) {
                List<Integer> hidden = head == Head.CONSTANT ? List.of() : List.of(3);
                kinds.put(features + " " + head, imitator(hidden, features, ALL, head));
            }
        }
        kinds.put("few moments", imitator(List.of(4), Features.MOMENTS, FEW, Head.ZERO_OUT));
        kinds.put("two layers", imitator(List.of(5, 3), Features.GRADIENT, FEW, Head.GATED));
        kinds.put("three layers", imitator(List.of(2, 4, 3), Features.MOMENTS, FEW, Head.ZERO_OUT));
        kinds.put("a wide layer", imitator(List.of(100), Features.LOG_SIGN, FEW, Head.SCALED));
        kinds.put(
                "time",
                imitator(List.of(3), Features.LOG_GRADIENT, FEW, Head.GATED).withTime(true));
        Imitator timed =
                imitator(List.of(4, 3), Features.MOMENTS, ALL, Head.ZERO_OUT).withTime(true);
        kinds.put("time in two layers", timed);
        kinds.put("schedule", timed.withSchedule(true));
        kinds.put("factors of tensors", kinds.get("LOG_SIGN ZERO_OUT").withTensorScale(true));
        kinds.put("factors of tensors, constant", kinds.get("MOMENTS CONSTANT").withTensorScale(true));
        kinds.put("factors and schedule", timed.withTensorScale(true).withSchedule(true));
        return kinds;
    }

    /** Starts Python, which must end with code 0. @return its output */
    String python(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-B"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("PYTHONPATH", understudy().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    /** The folder of understudy.py. */
    static Path understudy() {
        return Root.path("python");
    }

    /** A program among the test resources. */
    static Path script(String name) {
        return Root.path("runner/src/test/resources/pytorch").resolve(name);
    }
}
