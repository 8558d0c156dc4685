package dev.waybill.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Share;
import dev.waybill.common.section.Variant;
import dev.waybill.jobs.experiment.stats.UnitSums;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExperimentEvidenceTest {

    private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
    private static final Experiment EXPERIMENT = new Experiment(
            Share.parse("20%"),
            Optional.of("courier_id"),
            "spring",
            "challenger",
            Optional.empty(),
            new Days(14),
            500,
            Share.parse("5%"));

    /** @param worse by which the challenger's losses are larger than the champion's of 4 */
    private static ExperimentEvidence found(double worse, int champions, int challengers, int days) {
        Random random = new Random(5);
        Map<Variant, UnitSums> sums = Map.of(
                Variant.champion, sums(4, champions, random), Variant.challenger, sums(4 + worse, challengers, random));
        Period period = Period.of(EXPERIMENT, FIRST, Optional.of(FIRST.plusDays(days - 1L)));
        return ExperimentEvidence.of(
                "demo", "mae", "courier_id", EXPERIMENT, new Found(period, sums, UnitSums.NONE, List.of(), 0));
    }

    private static UnitSums sums(double mean, int units, Random random) {
        UnitSums sums = UnitSums.NONE;
        for (int i = 0; i < units; i++) {
            sums = sums.plus(10, 10 * mean + 10 * random.nextGaussian());
        }
        return sums;
    }

    @Test
    void doesNotDecideBeforeTheHorizon() {
        ExperimentEvidence found = found(0.25, 800, 200, 5);
        assertThat(found.difference().orElseThrow().worse())
                .as("as though it were over")
                .isLessThan(0.05);
        assertThat(found.refusal()).isEmpty();
        assertThat(found.says())
                .containsExactly("Do not decide yet: labels of 5 of 14 days are in, and the difference is not large"
                        + " enough to stop early.");
    }

    @Test
    void harmAtTheHorizonRefusesAPromotion() {
        ExperimentEvidence found = found(0.25, 800, 200, 14);
        assertThat(found.refusal().orElseThrow()).startsWith("the experiment found it worse: mae 0.");
        assertThat(found.says()).singleElement().asString().startsWith("The horizon is reached, and the challenger is");
    }

    @Test
    void plainHarmRefusesItOnAnyDay() {
        ExperimentEvidence found = found(0.5, 800, 200, 5);
        assertThat(found.refusal()).isPresent();
        assertThat(found.says())
                .singleElement()
                .asString()
                .startsWith("The challenger is worse, and this may be acted on today: mae 0.");
    }

    @Test
    void aWinRefusesNothing() {
        ExperimentEvidence found = found(-0.5, 800, 200, 14);
        assertThat(found.refusal()).isEmpty();
        assertThat(found.says()).singleElement().asString().startsWith("The challenger is better");
    }

    @Test
    void unitsThatWereNotDealtAsAskedCountForNothing() {
        ExperimentEvidence found = found(0.5, 800, 120, 14);
        assertThat(found.mismatch()).isTrue();
        assertThat(found.refusal()).isEmpty();
        assertThat(found.says().get(0))
                .startsWith("Do not trust these results: the challenger has 13.04% of the units, and was to have 20%");
    }

    @Test
    void fewUnitsTellNothing() {
        ExperimentEvidence found = found(3, 110, 25, 14);
        assertThat(found.refusal()).isEmpty();
        assertThat(found.says())
                .containsExactly("Too little to compare yet: either variant needs 500 labelled rows and 30 units.");
    }
}
