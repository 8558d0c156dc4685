package dev.waybill.jobs.drift.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AdversarialValidationTest {

    /** Pairs of a row of each sample in which the current one is higher, and half of those that tie: 3.5 of 4. */
    @Test
    void countsPairsInTheRightOrder() {
        assertThat(AdversarialValidation.area(new double[] {0.1, 0.4, 0.4, 0.9}, 2))
                .isEqualTo(3.5 / 4);
    }

    /** The standard error of the area of two samples of 200 is about 0.03. */
    @Test
    void tellsSamplesApartWhereTheyDiffer() {
        assertThat(AdversarialValidation.area(rows(1, 0), rows(2, 0), 7)).isCloseTo(0.5, within(0.12));
        assertThat(AdversarialValidation.area(rows(1, 0), rows(2, 2), 7)).isGreaterThan(0.85);
        assertThat(AdversarialValidation.area(rows(1, 0), rows(2, 2), 7))
                .isEqualTo(AdversarialValidation.area(rows(1, 0), rows(2, 2), 7));
    }

    private static double[][] rows(long seed, double shift) {
        Random random = new Random(seed);
        double[][] rows = new double[200][3];
        for (double[] row : rows) {
            row[0] = random.nextGaussian() + shift;
            row[1] = random.nextGaussian();
            row[2] = random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian();
        }
        return rows;
    }
}
