package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.refusal.Refusal;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    private final Interruption interruption = new Interruption();

    @Test
    void namesWhatIsDoneAndWhatIsNot() {
        interruption.started("prepare", 1, 3);
        interruption.finished("prepare");
        interruption.started("feature-engineer", 2, 3);
        interruption.finished("feature-engineer");
        interruption.started("train", 3, 3);

        assertThat(interruption.tell().map(Refusal::getMessage))
                .contains("Interrupted: train (3 of 3) was not done; prepare, feature-engineer are done and stay."
                        + " Run the same again: it goes on from there.");
    }

    @Test
    void saysThatNothingWasDone() {
        interruption.started("drift-report", 1, 1);

        assertThat(interruption.tell().map(Refusal::problem))
                .contains("Interrupted: drift-report was not done; no step was done before it.");
    }

    @Test
    void namesWhatIsDoneBetweenSteps() {
        interruption.started("prepare", 1, 2);
        interruption.finished("prepare");

        assertThat(interruption.tell().map(Refusal::problem)).contains("Interrupted: prepare is done and stays.");
    }

    @Test
    void isToldOnce() {
        assertThat(interruption.tell().map(Refusal::getMessage))
                .contains("Interrupted: this process was told to end before it was done."
                        + " Run it again; what was finished stays.");
        assertThat(interruption.tell()).isEmpty();
    }
}
