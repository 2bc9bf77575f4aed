package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.config.DataConfig;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Extension;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.Provenance;
import dev.understudy.run.Provenance.Teachers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a config names: imitators with their teachers, and networks of another library. */
class GivenBesideTheConfigTest {
    private static final String ADAM = "adam with beta1 0.9, beta2 0.999, epsilon 1.0e-8, learningRate 0.003";

    @TempDir
    private Path folder;

    // ---- who an imitator was trained on ----

    private static ImitatorFile.Saved saved(Map<String, String> origin) {
        Config config = Trials.config("teacher={sgd: {learningRate: 0.5}}");
        return new ImitatorFile.Saved(config.imitator().network(), new float[40], config.toYaml(), origin);
    }

    @Test
    void aTrainingIsOnTheTeacherOfItsConfig() {
        assertThat(TrainedOn.teachers(Trials.config("training.metaSteps=1"), null))
                .isEqualTo(new Teachers(ADAM, null, ADAM));
    }

    /** Compared with a teacher whose rate falls, an imitator of the constant one gets no verdict. */
    @Test
    void aScheduleMakesTheTeacherThatDrivesAnotherOne() {
        Config config = Trials.config("evaluation.schedule=linear");

        assertThat(TrainedOn.teachers(config, null))
                .isEqualTo(new Teachers(ADAM, null, ADAM + ", schedule linear over 20 steps"));
        ImitatorFile.Saved of =
                new ImitatorFile.Saved(config.imitator().network(), new float[40], config.toYaml(), Map.of());
        assertThat(TrainedOn.teachers(Trials.config(), of)).isEqualTo(new Teachers(ADAM, null, ADAM));
    }

    @Test
    void aGivenImitatorWasTrainedOnWhatItsOriginOrElseItsConfigSays() {
        String sgd = "sgd with dampening 0.0, learningRate 0.5, momentum 0.0, nesterov false";
        assertThat(TrainedOn.teachers(Trials.config(), saved(Map.of()))).isEqualTo(new Teachers(sgd, null, ADAM));
        assertThat(TrainedOn.teachers(Trials.config(), saved(Map.of("teacher", "a third"))))
                .isEqualTo(new Teachers("a third", null, ADAM));
    }

    @Test
    void withoutAMetaStepItIsTheTeacherOfTheNamedImitator() {
        Teachers teachers =
                TrainedOn.teachers(Trials.config("training.metaSteps=0", "imitator.pretrained=momentum"), null);
        assertThat(teachers.trainedOn()).startsWith("sgd with dampening 0.0, ").contains("momentum 0.9");
        assertThat(teachers.evaluatedOn()).isEqualTo(ADAM);
    }

    @Test
    void theOriginNamesATeacherOnlyWhereTheConfigHasAnother() {
        Map<String, String> origin = Map.of("data", "mnist");
        assertThat(TrainedOn.origin(origin, new Teachers("a", null, "a"))).isEqualTo(origin);
        assertThat(TrainedOn.origin(origin, new Teachers(null, null, "a"))).isEqualTo(origin);
        assertThat(TrainedOn.origin(origin, new Teachers("b", null, "a")))
                .isEqualTo(Map.of("data", "mnist", "teacher", "b"));
    }

    // ---- imitators by name ----

    @Test
    void aNameAloneIsTheNetworkAndTheWeights() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "name: a\nimitator: {pretrained: adam}\n");
        Config named = Configs.load(file, List.of("seed=3"), Pretrained::network);
        ImitatorFile.Saved adam = ImitatorFile.pretrained("adam");
        assertThat(named.seed()).isEqualTo(3);
        assertThat(named.imitator().pretrained()).isEqualTo("adam");
        assertThat(named.imitator().network()).isEqualTo(adam.imitator());
        assertThat(Pretrained.of(named).orElseThrow().saved().phi()).isEqualTo(adam.phi());
    }

    @Test
    void whereNoNameIsGivenThereAreNoWeights() {
        assertThat(Pretrained.of(Trials.config())).isEmpty();
    }

    @Test
    void aKeyBesideTheNameThatTheImitatorHasOtherwiseIsRefusedWithItsPlace() {
        beside("hidden: [2]", "a.yaml:2 imitator.hidden is [2] with");
        beside("head: gated", "a.yaml:2 imitator.head is gated with", "; expected zero-out, which");
        beside("features: gradient", "a.yaml:2 imitator.features is gradient with", "; expected moments, which");
        beside("moments: {first: [0.5]}", "a.yaml:2 imitator.moments is ");
        beside("chrono: 7", "a.yaml:2 imitator.chrono is 7 with");
        beside("teacherForcing: true", "a.yaml:2 imitator.teacherForcing is true with", "; expected false, which");
        assertThatThrownBy(() -> parse("imitator: {pretrained: adam}", "imitator.chrono=7"))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("-o imitator.chrono is 7 with imitator.pretrained adam; expected 0");
    }

    /** The clone at another learning rate, from which a training can continue. */
    @Test
    void theGainBesideTheNameIsAnotherLearningRateOfTheSameWeights() {
        ImitatorFile.Saved adam = ImitatorFile.pretrained("adam");
        Config faster = parse("imitator: {pretrained: adam, gain: 0.01}");
        assertThat(faster.imitator().network()).isEqualTo(adam.imitator().withGain(0.01));
        assertThat(Pretrained.of(faster).orElseThrow().saved().phi()).isEqualTo(adam.phi());
        assertThat(Pretrained.of(faster).orElseThrow().saved().imitator().gain())
                .isEqualTo(0.01);
    }

    @Test
    void aKeyBesideTheNameMayRepeatWhatTheImitatorHas() {
        Config named = parse("imitator: {pretrained: adam}");
        assertThat(
                        parse(
                                "imitator: {pretrained: adam, gain: 1e-3, head: zero-out, features: moments, teacherForcing: false}"))
                .isEqualTo(named);
        assertThat(Configs.parse(named.toYaml(), "config.yaml", List.of(), Pretrained::network))
                .isEqualTo(named);
        assertThat(Configs.parse(named.toYaml(), "config.yaml", List.of())).isEqualTo(named);
    }

    @Test
    void aKeyBesideTheNameMayAskForMoreThanTheImitatorHas() {
        ImitatorFile.Saved adam = ImitatorFile.pretrained("adam");
        Config more =
                parse("imitator: {pretrained: adam, time: true, head: exponential, moments: {second: [0.999, 0.99]}}");
        Imitator network = more.imitator().network();
        assertThat(network.time()).isTrue();
        assertThat(network.gain()).isEqualTo(adam.imitator().gain());
        assertThat(network.hidden()).isEqualTo(adam.imitator().hidden());
        Pretrained extended = Pretrained.of(more).orElseThrow();
        assertThat(extended.saved().imitator()).isEqualTo(network);
        assertThat(extended.saved().phi()).isEqualTo(Extension.of(adam.imitator(), adam.phi(), network));
        // A resolved config has all keys.
        assertThat(Configs.parse(more.toYaml(), "config.yaml", List.of(), Pretrained::network))
                .isEqualTo(more);
        assertThat(Configs.parse(more.toYaml(), "config.yaml", List.of())).isEqualTo(more);
    }

    @Test
    void whatEvolutionAddsToTheImitatorStandsInItsWeights() {
        Config more = parse(
                "imitator: {pretrained: adam, tensorScale: true, head: exponential}\ntraining: {objective: evolution}");
        ImitatorFile.Saved extended = Pretrained.of(more).orElseThrow().saved();
        assertThat(extended.imitator().tensorScale()).isTrue();
        assertThat(extended.phi()).hasSize(more.imitator().network().weights()).endsWith(0f, 0f);
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        // Like a config.yaml that was changed by hand.
        Config other = Configs.parse("name: a\nimitator: {hidden: [3], pretrained: adam}", "a.yaml", List.of());
        assertThatThrownBy(() -> Pretrained.of(other))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("a: imitator is Imitator[hidden=[3]")
                .hasMessageEndingWith("leave the other keys of imitator out to take it as it is");
    }

    private static void beside(String key, String... words) {
        assertThatThrownBy(() -> parse("imitator: {pretrained: adam, " + key + "}"))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.exitCode()).isEqualTo(2);
                    assertThat(fault.getMessage()).contains(words).contains("leave the key out");
                });
    }

    private static Config parse(String imitator, String... overrides) {
        return Configs.parse("name: a\n" + imitator, "a.yaml", List.of(overrides), Pretrained::network);
    }

    // ---- networks of another library ----

    private Config with(byte[] content) {
        try {
            Files.write(folder.resolve("net.json"), content);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Trials.config("optimizee.dl4j=" + folder.resolve("net.json"));
    }

    private Config with(String content) {
        return with(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String origin() {
        return "tiny: optimizee.dl4j " + folder.resolve("net.json");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    /** Knows networks of another library, and nothing else: each letter of their description is a coordinate. */
    private static final class Counting implements Engine {
        @Override
        public Optimizee.External external(String description, Samples samples) {
            if (description.length() <= 2) {
                throw new UnsupportedNetwork("an empty network", "layers");
            }
            return new Optimizee.External(description, description.length());
        }

        @Override
        public MetaTraining train(TrainingSpec spec, float[] phi) {
            throw new UnsupportedOperationException("nothing is trained here");
        }

        @Override
        public Rollout rollout(RolloutSpec spec, float[] phi) {
            throw new UnsupportedOperationException("nothing is driven here");
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String device() {
            return "none";
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @Test
    void aConfigWithoutANetworkOfItsOwnHasNoFile() {
        assertThat(NetworkFile.of(Trials.config())).isEmpty();
    }

    @Test
    void theTextGoesToTheEngineAndItsHashIntoTheIdentity() {
        Config config = with("{\"é\": 1}");
        NetworkFile file = NetworkFile.of(config).orElseThrow();
        assertThat(file).isEqualTo(new NetworkFile(origin(), "{\"é\": 1}", Provenance.sha256("{\"é\": 1}")));
        Setup setup = Setup.of(config, new Counting());
        assertThat(setup.problem().optimizee()).isEqualTo(new Optimizee.External("{\"é\": 1}", 8));
        assertThat(setup.identity()).containsEntry("optimizee.dl4j sha256", file.sha256());
        refused(
                () -> Setup.of(with("{}"), new Counting()),
                origin() + " cannot be used: an empty network; expected layers; change the network and write it again");
    }

    @Test
    void aFileOfFourMebibytesIsTheLargest() {
        byte[] largest = new byte[4 << 20];
        java.util.Arrays.fill(largest, (byte) ' ');
        largest[0] = '{';
        largest[1] = '}';
        assertThat(NetworkFile.of(with(largest)).orElseThrow().text()).hasSize(4 << 20);
        byte[] larger = java.util.Arrays.copyOf(largest, (4 << 20) + 1);
        larger[4 << 20] = ' ';
        refused(() -> NetworkFile.of(with(larger)), origin() + " has more than 4 MiB; expected the JSON of a network");
    }

    @Test
    void whatIsNoJsonObjectIsRefusedWithItsPlace() {
        refused(
                () -> NetworkFile.of(Trials.config("optimizee.dl4j=" + folder.resolve("none"))),
                "tiny: optimizee.dl4j " + folder.resolve("none") + " is not there;");
        refused(
                () -> NetworkFile.of(Trials.config("optimizee.dl4j=" + folder)),
                "tiny: optimizee.dl4j " + folder + " cannot be read (");
        refused(() -> NetworkFile.of(with("")), origin() + " is not a JSON object;");
        refused(() -> NetworkFile.of(with("[]")), origin() + " is not a JSON object;");
        refused(() -> NetworkFile.of(with("{} {}")), origin() + " has something after its JSON object;");
        refused(() -> NetworkFile.of(with("{\"a\":\n 1,}")), origin() + " is not JSON at line 2 (Unexpected character");
        refused(() -> NetworkFile.of(with("{\"a\":")), origin() + " is not JSON at line 1 (Unexpected end-of-input");
        refused(() -> NetworkFile.of(with(new byte[] {'{', (byte) 0xff})), origin() + " is not text in UTF-8;");
    }

    // ---- data ----

    @Test
    void theFolderOfTheDataIsThatOfTheConfig() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Setup.data(Trials.config("data={dataset: fashion-mnist, dir: " + none + "}")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(none.toString());
        assertThatThrownBy(() -> Setup.of(Trials.config("data={dataset: mnist, dir: " + none + "}"), new Counting()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(none.toString());
    }

    /** A config knows shapes and classes before there are data; here they meet. */
    @Test
    void theDataSetsOfAConfigAreThoseThatThereAre() {
        assertThat(Stream.of(DataConfig.Dataset.values()).map(DataConfig.Dataset::word))
                .containsExactlyElementsOf(DataSets.NAMES);
        for (DataConfig.Dataset drawn : List.of(DataConfig.Dataset.DIGITS, DataConfig.Dataset.HALF_PLANE)) {
            Samples samples =
                    Setup.data(Trials.config("data.dataset=" + drawn.word())).train();
            assertThat(samples.shape()).isEqualTo(drawn.shape());
            assertThat(samples.classes()).isEqualTo(drawn.classes());
        }
    }
}
