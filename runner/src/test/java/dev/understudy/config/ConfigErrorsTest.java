package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static dev.understudy.config.Given.lineFault;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {
    @Test
    void aMisspeltKeyIsNamedWithItsLineAndTheKeyThatWasMeant() {
        assertThat(fault("name: a\nteacher:\n  adam:\n    learningrat: 0.1\n"))
                .isEqualTo(
                        "adam.yaml:4 teacher.adam.learningrat is unknown; expected a known key; did you mean learningRate?");
        assertThat(lineFault("trainnig: {}"))
                .isEqualTo("adam.yaml:2 trainnig is unknown; expected a known key; did you mean training?");
    }

    @Test
    void aKeyThatResemblesNothingIsAnsweredWithAllThatThereAre() {
        assertThat(lineFault("data: {zzzzzz: 1}"))
                .isEqualTo(
                        "adam.yaml:2 data.zzzzzz is unknown; expected one of dataset, idx, dir, size, holdOut, from, to");
        assertThat(lineFault("optimizee: {onnx: net.onnx}")).startsWith("adam.yaml:2 optimizee.onnx is unknown;");
    }

    @Test
    void aValueOutOfRangeIsShownWithTheRange() {
        assertThat(fault("name: a\ntraining:\n  metaSteps: 5\n  unroll: 0\n"))
                .isEqualTo("adam.yaml:4 training.unroll is 0; expected a whole number from 1 to 10000");
        assertThat(lineFault("optimizee: {batch: 2147483648}"))
                .isEqualTo("adam.yaml:2 optimizee.batch is 2147483648; expected a whole number from 1 to 65536");
        assertThat(lineFault("seed: 9223372036854775808"))
                .isEqualTo(
                        "adam.yaml:2 seed is 9223372036854775808; expected a whole number from 0 to 9223372036854775807");
        assertThat(lineFault("teacher: {sgd: {learningRate: .nan}}"))
                .isEqualTo("adam.yaml:2 teacher.sgd.learningRate is .nan; expected a finite number above 0");
        assertThat(lineFault("teacher: {sgd: {learningRate: 1e-400}}"))
                .isEqualTo("adam.yaml:2 teacher.sgd.learningRate is 1e-400; expected a finite number above 0");
        assertThat(lineFault("teacher: {sgd: {learningRate: 1e-46}}"))
                .isEqualTo(
                        "adam.yaml:2 teacher.sgd.learningRate is 1e-46; expected 1e-45 or more: below, it is 0 in float32");
        assertThat(lineFault("training: {metaOptimizer: {adam: {learningRate: 1e-46}}}"))
                .startsWith("adam.yaml:2 training.metaOptimizer.adam.learningRate is 1e-46; expected 1e-45 or more");
        assertThat(lineFault("training: {metaOptimizer: {adam: {beta1: 1}}}"))
                .startsWith("adam.yaml:2 training.metaOptimizer.adam.beta1 is 1; expected at least 0 and below 1");
        assertThat(lineFault("training: {metaSteps: -5}"))
                .contains("training.metaSteps is -5; expected a whole number from 0");
        assertThat(lineFault("evaluation: {seeds: [1, -2]}"))
                .startsWith("adam.yaml:2 evaluation.seeds[1] is -2; expected a whole number from 0");
        assertThat(lineFault("device: cuda:x"))
                .isEqualTo("adam.yaml:2 device is cuda:x; expected auto, cpu, cuda or cuda:n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed: 012 | seed is 012; expected a whole number",
                "seed: 12:30:45 | seed is 12:30:45; expected a whole number",
                "seed: 0x10 | seed is 0x10; expected a whole number",
                "seed: 1.0 | seed is 1.0; expected a whole number",
                "seed: 1_00 | seed is 1_00; expected a whole number",
                "seed: \"1\" | seed is \"1\"; expected a whole number",
                "seed: no | seed is no; expected a whole number",
                "seed: ~ | seed is ~; expected a whole number",
                "seed: | seed is empty; expected a whole number",
                "seed: 2001-12-14 | seed is 2001-12-14; expected a whole number",
                "training: {sourceFaithful: yes} | training.sourceFaithful is yes; expected true or false",
                "training: {unroll: [5]} | training.unroll is [5]; expected a whole number",
                "imitator: {hidden: 20} | imitator.hidden is 20; expected a list such as [20, 21]",
                "imitator: {hidden: [2, x]} | imitator.hidden[1] is x; expected a whole number",
                "teacher: {sgd: {learningRate: 0x1p-3}} | teacher.sgd.learningRate is 0x1p-3; expected a number",
                "teacher: {sgd: {learningRate: 1f}} | teacher.sgd.learningRate is 1f; expected a number",
                "device: [cpu] | device is [cpu]; expected auto, cpu, cuda or cuda:n",
                "training: 5 | training is 5; expected keys below it, such as metaSteps",
                "engine: fusd | engine is fusd; expected one of auto, fused, nd4j; did you mean fused?",
                "teacher: adm | teacher is adm; expected one of sgd, adam, adadelta, rmsprop, adagrad, nadam; did you mean adam?",
                "optimizee: {layers: [dense]} | optimizee.layers[0] is dense; expected one of conv, maxPool, relu, tanh, dropout, channelDropout, dense",
                "optimizee: {layers: [{tanh: 1}]} | optimizee.layers[0].tanh is 1; expected tanh without a colon",
                "optimizee: {layers: [{relu: 2}]} | optimizee.layers[0].relu is 2; expected relu without a colon",
                "optimizee: {layers: [{conv: {kernel: 5}}]} | optimizee.layers[0].conv is {kernel: …}; expected both its keys",
            })
    void aWrongTypeIsAnErrorThatShowsWhatWasRead(String line, String message) {
        assertThat(lineFault(line)).startsWith("adam.yaml:2 " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/b", ".hidden", "\"a\\nb\"", "\"\"", "'a b'", "ü", "\"a\\e[31m\""})
    void aNameThatCouldLeaveItsFolderOrForgeALineIsRefused(String name) {
        assertThat(fault("seed: 1\nname: " + name + "\n"))
                .startsWith("adam.yaml:2 name is ")
                .endsWith("expected 1 to 64 letters, digits, dots, hyphens or underscores, not beginning with a dot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\nb\"", "\"\"", "\"a\\e[31m\""})
    void aPathThatCouldForgeALineIsRefused(String path) {
        assertThat(fault("name: a\nimitator:\n  pretrained: " + path + "\n"))
                .startsWith("adam.yaml:3 imitator.pretrained is ")
                .endsWith(
                        "expected the name of an imitator that comes with the program, or the path of a file or of a trial");
    }

    @Test
    void aLongValueIsShownInPart() {
        assertThat(lineFault("imitator: {hidden: [" + "1, ".repeat(500) + "1]}"))
                .startsWith("adam.yaml:2 imitator.hidden is [1, 1, 1, ")
                .endsWith("…; expected one to eight layer sizes");
    }

    @Test
    void aNameOf65LettersIsTooLong() {
        assertThat(config("name: " + "n".repeat(64)).name()).hasSize(64);
        assertThat(fault("name: " + "n".repeat(65))).startsWith("adam.yaml:1 name is ");
    }

    @Test
    void aConfigNeedsAName() {
        assertThat(fault("seed: 1")).isEqualTo("adam.yaml has no name; expected a line such as name: my-run; add it");
        assertThat(fault("seed: 1\nname:\n"))
                .isEqualTo("adam.yaml:2 has no name; expected a line such as name: my-run; add it");
    }

    @Test
    void keysThatDisagreeAreAnErrorOnTheLineOfTheOneToChange() {
        assertThat(fault("name: a\ntraining:\n  episode: 1000\n  unroll: 300\n"))
                .isEqualTo("adam.yaml:3 training.episode is 1000; expected a multiple of training.unroll, 300");
        assertThat(fault("name: a\nevaluation:\n  everySteps: 50\n  steps: 20\n"))
                .isEqualTo("adam.yaml:3 evaluation.everySteps is 50; expected at most evaluation.steps, 20");
        assertThat(fault("name: a\nimitator:\n  teacherForcing: true\n  hidden: [20, 1]\n"))
                .startsWith("adam.yaml:4 imitator.hidden is [20, 1]; expected a last layer of 2 or more");
        assertThat(fault("name: a\nteacher:\n  sgd:\n    nesterov: true\n"))
                .isEqualTo(
                        "adam.yaml:4 teacher.sgd.nesterov is true with momentum 0.0 and dampening 0.0; expected momentum > 0 and dampening 0");
        assertThat(fault("name: a\ntraining:\n  metaSteps: 0\n"))
                .startsWith("adam.yaml:3 training.metaSteps is 0; expected a whole number from 1 ");
        assertThat(lineFault("evaluation: {seeds: [7, 7]}"))
                .isEqualTo("adam.yaml:2 evaluation.seeds is [7, 7]; expected seeds that differ");
    }

    @Test
    void whatAPracticeNeedsOfTheRestIsAskedWhenTheConfigIsRead() {
        assertThat(lineFault("training: {huberFloor: 0.5}"))
                .isEqualTo(
                        "adam.yaml:2 training.huberFloor is 0.5; expected 0.05 with training.loss relative: it belongs to the Huber loss");
    }

    @Test
    void aKeyThatIsNotWrittenHasThePlaceOfItsSection() {
        assertThat(fault("name: a\nseed: 1\nimitator:\n  head: constant\n"))
                .startsWith("adam.yaml:4 imitator.hidden is [2]; expected [] with head constant");
        assertThat(fault("name: a\nteacher:\n  sgd:\n    momentum: 0.9\n", "imitator.head=constant"))
                .startsWith("-o imitator.hidden is [2]; expected []");
    }

    @Test
    void anOptimizeeMustFitItsDataSet() {
        assertThat(fault("name: a\ndata: {dataset: half-plane}\noptimizee:\n  model: mnist-cnn\n"))
                .startsWith(
                        "adam.yaml:4 optimizee.model is mnist-cnn; expected a network that takes 2×1×1 (conv.kernel is 5;");
        assertThat(fault("name: a\noptimizee: {model: half-plane}"))
                .startsWith("adam.yaml:2 optimizee.model is half-plane; expected a network that takes 1×28×28");
        assertThat(
                        fault(
                                "name: a\noptimizee:\n  layers:\n  - maxPool: 8\n  - conv:\n      kernel: 5\n      channels: 10\n  - dense: 10\n"))
                .isEqualTo("adam.yaml:6 optimizee.layers[1].conv.kernel is 5; expected at most the input's 3×3");
        assertThat(fault("name: a\noptimizee:\n  layers: [{dense: 50}]\n"))
                .isEqualTo(
                        "adam.yaml:3 optimizee.layers is a network with 50 outputs; expected one logit per class, 10");
        assertThat(
                        fault(
                                "name: a\noptimizee:\n  layers:\n  - {conv: {kernel: 1, channels: 4096}}\n  - {dense: 65536}\n  - {dense: 10}\n"))
                .startsWith("adam.yaml:5 optimizee.layers[1] is the layer that brings θ to ");
        assertThat(fault("name: a\noptimizee:\n  model: mnist-cnn\n  layers: [{dense: 10}]\n"))
                .isEqualTo(
                        "adam.yaml:4 optimizee.layers is given together with optimizee.model; expected one of the two");
    }

    @Test
    void exactlyOneRuleIsTheTeacher() {
        assertThat(fault("name: a\nteacher:\n  sgd: {}\n  adam: {}\n"))
                .isEqualTo(
                        "adam.yaml:4 teacher.adam is given together with sgd; expected exactly one of sgd, adam, adadelta, rmsprop, adagrad, nadam; remove the others");
        assertThat(fault("name: a\nteacher: {adamm: {}}"))
                .isEqualTo("adam.yaml:2 teacher.adamm is unknown; expected a known key; did you mean adam?");
        assertThat(fault("name: a\nteacher: {}")).startsWith("adam.yaml:2 teacher is {}; expected one of sgd, adam");
    }
}
