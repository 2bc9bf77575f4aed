package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.DataConfig.Dataset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several tasks in one config, instead of data and optimizee. */
class TasksKeyTest {
    private static final String EVOLVES = "name: a\ntraining: {objective: evolution}\n";
    private static final String TWO = EVOLVES
            + "tasks: [{data: {dataset: mnist, size: 8}, optimizee: {layers: [{dense: 10}]}}, {data: {dataset: half-plane}}]\n";

    @Test
    void theFirstTaskIsTheOneOfTheEvaluation() {
        Config two = config(TWO);
        assertThat(two.tasks()).hasSize(2);
        assertThat(two.data()).isEqualTo(two.tasks().get(0).data());
        assertThat(two.optimizee()).isEqualTo(two.tasks().get(0).optimizee());
        assertThat(two.tasks().get(1).optimizee().model()).isEqualTo(OptimizeeConfig.Model.HALF_PLANE);
        assertThat(two.onFirstTask().tasks()).isEmpty();
        assertThat(two.byTask())
                .extracting(task -> task.data().dataset())
                .containsExactly(Dataset.MNIST, Dataset.HALF_PLANE);
    }

    @Test
    void aResolvedConfigIsTheSameAgain() {
        Config two = config(TWO);
        assertThat(Configs.parse(two.toYaml(), "resolved", List.of())).isEqualTo(two);
    }

    @Test
    void whereTheFilesLieIsNoPartOfAnExperimentAndWhichTaskIsFirstIs() {
        assertThat(config(TWO.replace("size: 8", "size: 8, dir: there")).identity())
                .isEqualTo(config(TWO).identity());
        assertThat(config(TWO.replace("size: 8", "size: 7")).identity())
                .isNotEqualTo(config(TWO).identity());
    }

    @Test
    void whatStandsBesideThemOrDoesNotFitIsRefusedWithItsPlace() {
        assertThat(fault(TWO + "data: {dataset: digits, holdOut: 3}"))
                .contains(":4 data is given together with tasks; expected one of the two");
        assertThat(fault(TWO + "optimizee: {batch: 3}"))
                .contains(":4 optimizee is given together with tasks; expected one of the two");
        assertThat(fault("name: a\ntasks: [{}, {}]"))
                .contains(
                        ":2 tasks is 2 with training.objective imitation; expected one, or training.objective evolution");
        assertThat(fault(EVOLVES + "tasks: [{data: {dataset: half-plane}, optimizee: {layers: [{dense: 3}]}}]"))
                .contains("tasks[0].optimizee.layers");
        assertThat(fault(EVOLVES + "tasks: [{dataa: 3}]")).contains("tasks[0].dataa is unknown");
        assertThat(fault(EVOLVES + "tasks: 3")).contains("tasks is 3; expected a list of tasks");
    }

    @Test
    void aFactorOfTheRateIsPartOfTheExperimentAndItsDefaultLeavesNoTrace() {
        String headed = TWO + "imitator: {head: zero-out}\n";
        Config third = config(headed.replace("size: 8}", "size: 8}, rateFactor: 0.3"));
        assertThat(third.tasks()).extracting(TaskConfig::rateFactor).containsExactly(0.3, 1.0);
        assertThat(third.identity())
                .containsEntry("tasks[0].rateFactor", "0.3")
                .doesNotContainKey("tasks[1].rateFactor");
        assertThat(Configs.parse(third.toYaml(), "resolved", List.of())).isEqualTo(third);
        assertThat(config(headed).identity()).doesNotContainKey("tasks[0].rateFactor");
        // A pretrained imitator's head is known only once its file has been read.
        String learned =
                headed.replace("size: 8}", "size: 8}, rateFactor: 0.3").replace("head: zero-out", "pretrained: it");
        assertThat(Configs.parse(
                                learned,
                                "learned.yaml",
                                List.of(),
                                name -> third.imitator().network())
                        .tasks())
                .isEqualTo(third.tasks());
        // In an evaluation the imitator drives at the rate of the task; SGD's own is 0.01.
        assertThat(third.imitator().learningRate()).isEqualTo(0.003);
        assertThat(third.byTask())
                .extracting(task -> task.imitator().learningRate())
                .containsExactly(0.003, 0.01);
        assertThat(third.byTask())
                .as("and is compared with the teacher at that rate")
                .extracting(task -> task.teacher().learningRate())
                .containsExactly(0.003, 0.01);
        assertThat(new TaskConfig(DataConfig.DEFAULTS, OptimizeeConfig.DEFAULTS, 3).rate(0.003))
                .as("in decimal; the product of the two doubles is 0.009000000000000001")
                .isEqualTo(0.009);
        assertThat(config(headed).byTask())
                .extracting(task -> task.imitator().learningRate())
                .containsOnlyNulls();
    }

    @Test
    void aFactorOfNoRateIsRefused() {
        assertThat(fault(TWO.replace("size: 8}", "size: 8}, rateFactor: 0.3")))
                .contains(":3 tasks[0].rateFactor is 0.3; expected 1: another one"); // head gated has no learning rate
        assertThat(fault("name: a\nimitator: {head: zero-out}\ntasks: [{rateFactor: 3}]"))
                .contains("tasks[0].rateFactor is 3; expected 1: another one is for training.objective evolution");
        assertThat(fault(EVOLVES + "imitator: {head: zero-out}\ntasks: [{}, {rateFactor: 0}]"))
                .contains("tasks[1].rateFactor is 0; expected a finite number above 0");
    }

    @Test
    void oneTaskIsAsGoodAsDataAndOptimizee() {
        Config one = config("name: a\ntasks: [{optimizee: {batch: 3}}]");
        assertThat(one.onFirstTask()).isEqualTo(config("name: a\noptimizee: {batch: 3}"));
    }
}
