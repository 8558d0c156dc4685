package dev.waybill.common.model.ood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LedoitWolfTest {

    /** From scikit-learn 1.9.1: ledoit_wolf(rows, assume_centered=True). */
    @Test
    void givesWhatScikitLearnGives() {
        double[][] rows = {{1, 2, 0.5}, {-1, -1.5, 1}, {2, 3.5, -1}, {-2, -4, -0.5}, {0.5, 1, 2}, {-0.5, -1, -2}};
        double[][] covariance = LedoitWolf.covariance(rows);
        double[][] expected = {
            {2.2490814126506935, 2.1270668215359394, 0.054540174911177935},
            {2.1270668215359394, 5.085170508031946, 0.21816069964471174},
            {0.054540174911177935, 0.21816069964471174, 2.2490814126506935}
        };
        for (int i = 0; i < 3; i++) {
            assertThat(covariance[i]).containsExactly(expected[i], within(1e-9));
        }
    }

    @Test
    void hardlyShrinksWhereThereAreManyRows() {
        Random random = new Random(1);
        double[][] rows = new double[20_000][2];
        for (double[] row : rows) {
            double common = Math.sqrt(0.9) * random.nextGaussian();
            row[0] = common + Math.sqrt(0.1) * random.nextGaussian();
            row[1] = common + Math.sqrt(0.1) * random.nextGaussian();
        }
        assertThat(LedoitWolf.covariance(rows)[0][1]).isCloseTo(0.9, within(0.03));
    }
}
