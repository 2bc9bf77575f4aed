package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunLocationTest {
    private static final Path ROOT = Path.of("root");

    @Test
    void aTrialLiesBelowItsRunAndHasTheStatusOfATrial() {
        RunLocation trial = RunLocation.ofTrial(ROOT, "a", "seed-1");

        assertThat(trial.path()).isEqualTo(Path.of("root", "a", "seed-1"));
        assertThat(trial.status()).isEqualTo("status.json");
        assertThat(trial.isEvaluation()).isFalse();
    }

    @Test
    void anEvaluationLiesBesideItsTrainingAndHasAStatusOfItsOwn() {
        RunLocation evaluation = RunLocation.ofEvaluation(ROOT, "seeds-5");

        assertThat(evaluation.path()).isEqualTo(Path.of("root", "evaluations", "seeds-5"));
        assertThat(evaluation.status()).isEqualTo("evaluation.json");
        assertThat(evaluation.isEvaluation()).isTrue();
    }

    @Test
    void aNameThatIsRefusedIsNamedAsTheUserGivesIt() {
        assertThatThrownBy(() -> RunLocation.ofTrial(ROOT, "..", "seed-1")).hasMessageStartingWith("name is \"..\"; ");
        assertThatThrownBy(() -> RunLocation.ofTrial(ROOT, "a", "x/y")).hasMessageStartingWith("trial is \"x/y\"; ");
        assertThatThrownBy(() -> RunLocation.ofTrial(ROOT, "a=b", "seed-1"))
                .hasMessageStartingWith("name is \"a=b\"; ");
        assertThatThrownBy(() -> RunLocation.ofTrial(ROOT, "a", "x".repeat(65)))
                .hasMessageEndingWith("digits, '.', '_', '-', ',' or '=', with no '.' in front; correct it");
        assertThatThrownBy(() -> RunLocation.ofEvaluation(ROOT, "a=b")).hasMessageStartingWith("--name is \"a=b\"; ");
        assertThatThrownBy(() -> RunLocation.ofEvaluation(ROOT, "x\ny")).hasMessageStartingWith("--name is \"x?y\"; ");
    }
}
