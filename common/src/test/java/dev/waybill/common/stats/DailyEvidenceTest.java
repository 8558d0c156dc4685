package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DailyEvidenceTest {

    /** Computed by hand; where the mean is 0, only the number of days counts. */
    @Test
    void isTheBayesFactorOfTheTTest() {
        assertThat(DailyEvidence.ofT(-3, 14)).isCloseTo(7.4841, within(5e-5));
        assertThat(DailyEvidence.ofT(0, 14)).isCloseTo(1 / Math.sqrt(15), within(1e-12));
    }

    @Test
    void standardisesDifferences() {
        double[] differences = {-1, -3, -2, -2, -4, 0};
        double t = -2 / Math.sqrt(10.0 / 5 / 6);

        assertThat(DailyEvidence.of(differences)).isCloseTo(DailyEvidence.ofT(t, 6), within(1e-12));
        assertThat(DailyEvidence.of(new double[] {0, 0, 0})).isEqualTo(0.5);
        assertThat(DailyEvidence.of(new double[] {1, 1, 1})).isInfinite();
    }

    /** Ville's inequality: a probability of 1 / 40 to ever reach 40; 1,000 series may have 40 by four standard errors. */
    @Test
    void seldomReachesFortyWhereNothingDiffers() {
        Random random = new Random(1);
        int reached = 0;
        for (int i = 0; i < 1000; i++) {
            double[] series = random.doubles(60).map(each -> each - 0.5).toArray();
            for (int days = 7; days <= 60; days++) {
                if (DailyEvidence.of(Arrays.copyOf(series, days)) >= 40) {
                    reached++;
                    break;
                }
            }
        }
        assertThat(reached).isLessThan(45);
    }
}
