package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Objective;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code training.objective}: a word, or one key with a section below it. */
class ObjectiveKeyTest {
    private static final Objective.Backprop PLAIN = new Objective.Backprop(true, Fade.NONE);

    private static Objective objective(String yaml, String... overrides) {
        return config(yaml, overrides).training().objective();
    }

    private static String given(String objective) {
        return "name: a\ntraining:\n  objective: " + objective + "\n";
    }

    @Test
    void aTrainingImitatesWhereNothingElseIsSaid() {
        assertThat(objective("name: a")).isEqualTo(new Objective.Imitation());
        assertThat(objective(given("imitation"))).isEqualTo(new Objective.Imitation());
        assertThat(objective(given("{imitation: {}}"))).isEqualTo(new Objective.Imitation());
        assertThat(Config.named("a").toYaml()).contains("  objective: imitation\n");
    }

    @Test
    void anotherObjectiveIsAWordOrHasItsKeys() {
        assertThat(objective(given("backprop"))).isEqualTo(PLAIN);
        assertThat(objective(given("{backprop: {logarithmic: false}}")))
                .isEqualTo(new Objective.Backprop(false, Fade.NONE));
        assertThat(objective(given("{backprop: {imitation: {from: 1, to: 0.25, begin: 500, end: 5_000}}}")))
                .isEqualTo(new Objective.Backprop(true, new Fade(1, 0.25, 500, 5000)));
    }

    @Test
    void anOptionChoosesAnotherObjectiveOrAKeyOfTheChosenOne() {
        assertThat(objective("name: a", "training.objective=backprop")).isEqualTo(PLAIN);
        assertThat(objective("name: a", "training.objective.backprop.logarithmic=false"))
                .isEqualTo(new Objective.Backprop(false, Fade.NONE));
        assertThat(objective(given("backprop"), "training.objective.logarithmic=false"))
                .isEqualTo(new Objective.Backprop(false, Fade.NONE));
        assertThat(objective(given("imitation"), "training.objective.backprop.imitation.to=0.5"))
                .isEqualTo(new Objective.Backprop(true, new Fade(0, 0.5, 0, 0)));
        assertThat(objective(given("{backprop: {logarithmic: false}}"), "training.objective=imitation"))
                .isEqualTo(new Objective.Imitation());
    }

    @Test
    void aWholeNumberIsKnownAsOneBelowAnObjective() {
        assertThat(RecordTree.isWhole("training.objective.backprop.imitation.end"))
                .isTrue();
        assertThat(RecordTree.isWhole("training.objective.backprop.imitation.to"))
                .isFalse();
        assertThat(RecordTree.isWhole("training.objective.backprop")).isFalse();
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() {
        assertThat(fault(given("backprob")))
                .isEqualTo(
                        "adam.yaml:3 training.objective is backprob; expected one of imitation, backprop, evolution; did you mean backprop?");
        assertThat(fault(given("{backprop: {logaritmic: true}}")))
                .isEqualTo(
                        "adam.yaml:3 training.objective.backprop.logaritmic is unknown; expected a known key; did you mean logarithmic?");
        assertThat(fault(given("{backprop: {imitation: {from: 2}}}")))
                .isEqualTo("adam.yaml:3 training.objective.backprop.imitation.from is 2; expected a share, 0 to 1");
        assertThat(fault(given("{backprop: {imitation: {begin: 9, end: 3}}}")))
                .isEqualTo(
                        "adam.yaml:3 training.objective.backprop.imitation.end is 3; expected a whole number from 9 to 1000000000");
        assertThat(fault(given("{imitation: {share: 1}}")))
                .isEqualTo("adam.yaml:3 training.objective.imitation.share is unknown; expected no key");
        assertThat(fault(given("{imitation: 5}")))
                .isEqualTo("adam.yaml:3 training.objective.imitation is 5; expected nothing after it");
        assertThat(fault(given("{imitation: {}, backprop: {}}")))
                .isEqualTo(
                        "adam.yaml:3 training.objective.backprop is given together with imitation; expected exactly one of imitation, backprop, evolution; remove the others");
    }

    @Test
    void whatItCannotGoWithIsRefusedWhereItStands() {
        assertThat(fault(given("backprop") + "imitator: {teacherForcing: true}\n"))
                .startsWith(
                        "adam.yaml:4 imitator.teacherForcing is true; expected false with training.objective backprop:");
        assertThat(fault(given("backprop") + "  sourceFaithful: true\n"))
                .startsWith(
                        "adam.yaml:4 training.sourceFaithful is true; expected false with training.objective backprop:");
        assertThat(fault(given("backprop") + "optimizee: {dl4j: net.json}\n"))
                .startsWith("adam.yaml:4 optimizee.dl4j is")
                .contains("with training.objective backprop:");
    }

    @Test
    void whatOnlyEvolutionLearnsIsRefusedBesideTheOthersWhereSomethingIsLearned() {
        for (String objective : List.of("imitation", "backprop")) {
            assertThat(fault(given(objective) + "imitator: {head: zero-out, tensorScale: true}\n"))
                    .isEqualTo("adam.yaml:4 imitator.tensorScale is true; expected false with training.objective "
                            + objective + ": only evolution learns it, since no meta-gradient is taken through it");
        }
        assertThat(config(given("evolution") + "imitator: {head: zero-out, tensorScale: true}\n")
                        .imitator()
                        .network()
                        .tensorScale())
                .isTrue();
        String given = given("imitation") + "  metaSteps: 0\n";
        assertThat(config(given + "imitator: {head: zero-out, tensorScale: true, pretrained: it}\n")
                        .imitator()
                        .network()
                        .tensorScale())
                .isTrue();
        assertThat(fault(given("evolution") + "imitator: {tensorScale: true}\n"))
                .isEqualTo(
                        "adam.yaml:4 imitator.tensorScale is true; expected false with head gated: it has no gain, which is the unit of an update");
    }

    /** An older checkpoint has no such key, and one with another objective belongs to another training. */
    @Test
    void imitationLeavesTheIdentityOfATrainingAsItWas() {
        assertThat(config(given("imitation")).identity())
                .isEqualTo(Config.named("a").identity())
                .doesNotContainKey("training.objective");
        assertThat(config(given("backprop")).identity())
                .containsEntry("training.objective.backprop.logarithmic", "true");
        assertThat(config(given("backprop")).settings()).containsEntry("training.objective", "backprop");
        assertThat(Config.named("a").settings()).containsEntry("training.objective", "imitation");
    }

    @Test
    void whatEvolutionWouldPassOverIsRefused() {
        String[][] keys = {
            {"unroll: 20", "unroll is 20; expected 5"},
            {"replicas: 4", "replicas is 4; expected 1"},
            {"episode: 10", "episode is 10; expected 5"},
            {"subsample: 7", "subsample is 7; expected 0"},
            {"firstEpisode: 5, episode: 5", "firstEpisode is 5; expected 0"},
            {"onPolicy: 0.5", "onPolicy is 0.5; expected 0"}
        };
        for (String[] key : keys) {
            assertThat(fault("name: a\ntraining: {objective: evolution, " + key[0] + "}"))
                    .startsWith("adam.yaml:2 training." + key[1] + ", the default, with training.objective evolution");
        }
        assertThat(Configs.parse(
                        "name: a\ntraining: {objective: evolution, clip: 1, schedule: cosine}", "a.yaml", List.of()))
                .isNotNull();
    }
}
