package dev.waybill.common.model.shap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContributionsTest {

    @Test
    void findsTheLargestOfEitherSignAndTheFirstOfEqualOnes() {
        Contributions contributions = new Contributions(2, 5, new double[] {10});
        double[] ofSecondRow = {1, -3, 0.5, 3, -2};
        for (int feature = 0; feature < 5; feature++) {
            contributions.add(1, 1, 0, feature, new double[] {ofSecondRow[feature]});
        }
        int[] largest = new int[3];
        contributions.largest(1, 0, largest);
        assertThat(largest).containsExactly(1, 3, 4);
        assertThat(contributions.prediction(1, 0)).isEqualTo(9.5);
        assertThat(contributions.prediction(0, 0)).isEqualTo(10);
    }

    @Test
    void readsTwoFixedPointNumbersOfEitherSignFromALong() {
        Contributions contributions = new Contributions(1, 3, new double[] {0});
        contributions.add(0, 0, new long[] {-3 + (-5L << 32), 7}, 0, 0.5);
        assertThat(contributions.contribution(0, 0, 0)).isEqualTo(-1.5);
        assertThat(contributions.contribution(0, 0, 1)).isEqualTo(-2.5);
        assertThat(contributions.contribution(0, 0, 2)).isEqualTo(3.5);
    }
}
