package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RocAreaTest {

    @Test
    void hasNoIntervalWhereNothingTellsChance() {
        assertThat(RocArea.of(20, 30, 1, 1, 1).interval(0.95)).isEmpty();
        assertThat(RocArea.of(1, 30, 0.5, 0.25, 0.3).interval(0.95)).isEmpty();
    }

    @Test
    void endsWhereAnAreaDoes() {
        Interval interval = new RocArea(0.99, 0.02).interval(0.95).orElseThrow();

        assertThat(interval.lower()).isCloseTo(0.99 - 1.959964 * 0.02, within(1e-6));
        assertThat(interval.upper()).isEqualTo(1);
    }

    /** Yes from a normal distribution around 1, no from one around 0: the area is 0.7602. */
    @Test
    void holdsTheTruthAsOftenAsItSays() {
        Random random = new Random(11);
        int held = 0;
        for (int draw = 0; draw < 400; draw++) {
            Interval interval = drawn(60, 90, random).interval(0.95).orElseThrow();
            held += interval.lower() <= 0.760250 && 0.760250 <= interval.upper() ? 1 : 0;
        }
        assertThat(held).isBetween(366, 394); // 95% of 400, give or take three standard errors
    }

    private static RocArea drawn(int yes, int no, Random random) {
        double[] yesScores =
                random.doubles(yes).map(any -> 1 + random.nextGaussian()).toArray();
        double[] noScores = random.doubles(no).map(any -> random.nextGaussian()).toArray();
        double mean = 0;
        double yesSquares = 0;
        for (double score : yesScores) {
            double placed = share(noScores, score, 1);
            mean += placed / yes;
            yesSquares += placed * placed / yes;
        }
        double noSquares = 0;
        for (double score : noScores) {
            double placed = share(yesScores, score, -1);
            noSquares += placed * placed / no;
        }
        return RocArea.of(yes, no, mean, yesSquares, noSquares);
    }

    /** Of scores below another one, or above it. */
    private static double share(double[] scores, double other, int side) {
        double found = 0;
        for (double score : scores) {
            found += side * Double.compare(other, score) > 0 ? 1 : 0;
        }
        return found / scores.length;
    }
}
