package dev.waybill.jobs.experiment.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Made-up experiments of couriers who come back day after day, with losses of their own kind. */
class PeekingTest {

    private static final int RUNS = 2000;
    private static final int DAYS = 28;
    private static final int CHAMPIONS = 150;
    private static final int CHALLENGERS = 75;
    private static final double LOSS = 4;
    private static final double EFFECT = 0.05 * LOSS;

    /** What a day's look finds. */
    private record Look(MeanDifference fixed, AlwaysValid always) {}

    /** One look a day, each over all rows up to it. */
    private static Look[] looks(long seed, double difference) {
        Random random = new Random(seed);
        double[][] champions = new double[CHAMPIONS][];
        double[][] challengers = new double[CHALLENGERS][];
        IntStream.range(0, CHAMPIONS).forEach(i -> champions[i] = unit(0, random));
        IntStream.range(0, CHALLENGERS).forEach(i -> challengers[i] = unit(difference, random));
        Look[] looks = new Look[DAYS];
        for (int day = 0; day < DAYS; day++) {
            UnitSums one = workADay(champions, random);
            UnitSums other = workADay(challengers, random);
            MeanDifference fixed = MeanDifference.between(one, other);
            double variance = fixed.standardError() * fixed.standardError();
            looks[day] = new Look(fixed, AlwaysValid.of(fixed.difference(), variance, EFFECT));
        }
        return looks;
    }

    /** Its own mean loss, how much it works, and the sums. */
    private static double[] unit(double difference, Random random) {
        return new double[] {LOSS + difference + 0.5 * random.nextGaussian(), 1 + random.nextInt(4), 0, 0};
    }

    private static UnitSums workADay(double[][] units, Random random) {
        UnitSums sums = UnitSums.NONE;
        for (double[] unit : units) {
            int rows = random.nextInt((int) unit[1] + 1);
            unit[2] += rows;
            unit[3] += rows * unit[0] + Math.sqrt(rows) * 2 * random.nextGaussian();
            sums = unit[2] > 0 ? sums.plus(unit[2], unit[3]) : sums;
        }
        return sums;
    }

    @Test
    void lookingEveryDayRejectsNoMoreThanItSaysWhereThereIsNoDifference() {
        int always = 0;
        int fixed = 0;
        int coveredAtTheEnd = 0;
        for (int run = 0; run < RUNS; run++) {
            Look[] looks = looks(run, 0);
            always += anyAlways(looks) ? 1 : 0;
            fixed += IntStream.range(0, DAYS).anyMatch(day -> looks[day].fixed().pvalue() < 0.05) ? 1 : 0;
            coveredAtTheEnd += holds(looks[DAYS - 1].fixed(), 0) ? 1 : 0;
        }
        assertThat(always / (double) RUNS).as("the always-valid p").isLessThan(0.055);
        assertThat(fixed / (double) RUNS).as("the p of a fixed time, misused").isGreaterThan(0.15);
        assertThat(coveredAtTheEnd / (double) RUNS).isBetween(0.935, 0.965);
    }

    private static boolean anyAlways(Look[] looks) {
        for (Look look : looks) {
            if (look.always().pvalue() < 0.05) {
                return true;
            }
        }
        return false;
    }

    @Test
    void holdsTheDifferenceOnAllDaysTogetherAndFindsWhatItSaysItCan() {
        double difference = 0.3;
        int held = 0;
        int found = 0;
        double detectable = Power.detectable(IntStream.range(0, 50)
                .mapToDouble(run -> looks(-1 - run, 0)[DAYS - 1].fixed().standardError())
                .average()
                .orElseThrow());
        for (int run = 0; run < RUNS / 2; run++) {
            Look[] looks = looks(RUNS + run, difference);
            held += IntStream.range(0, DAYS)
                            .allMatch(day -> looks[day].always().interval().lower() <= difference
                                    && difference
                                            <= looks[day].always().interval().upper())
                    ? 1
                    : 0;
            found += looks(3L * RUNS + run, detectable)[DAYS - 1].fixed().pvalue() < 0.05 ? 1 : 0;
        }
        assertThat(held / (RUNS / 2.0)).isGreaterThan(0.945);
        assertThat(found / (RUNS / 2.0)).as("power").isBetween(0.75, 0.85);
    }

    private static boolean holds(MeanDifference found, double difference) {
        return found.interval().lower() <= difference
                && difference <= found.interval().upper();
    }
}
