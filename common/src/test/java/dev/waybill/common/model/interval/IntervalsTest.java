package dev.waybill.common.model.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.interval.Intervals.Residuals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    /** Of 19 residuals, (n + 1) 0.05 = 1 and (n + 1) 0.95 = 19: the outermost, which 18 residuals could not give. */
    @Test
    void takesTheOrderStatisticsOfConformalPrediction() {
        assertThat(offsets(19)).isEqualTo(new Offsets(19, List.of(1.0, 5.0, 10.0, 15.0, 19.0)));
        assertThat(offsets(100)).isEqualTo(new Offsets(100, List.of(5.0, 25.0, 51.0, 76.0, 96.0)));
    }

    @Test
    void takesTheOutermostResidualsWhereRowsAreTooFew() {
        assertThat(offsets(3)).isEqualTo(new Offsets(3, List.of(1.0, 1.0, 2.0, 3.0, 3.0)));
        assertThat(offsets(1).values()).containsOnly(1.0);
    }

    private static Offsets offsets(int rows) {
        List<Double> residuals = new ArrayList<>(
                IntStream.rangeClosed(1, rows).mapToObj(i -> (double) i).toList());
        Collections.shuffle(residuals, new Random(rows));
        return Offsets.of(residuals.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Test
    void coversAsOftenAsItSaysWhereErrorsGrowWithTheScale() {
        Random random = new Random(1);
        Bounds bounds = new Bounds(calibrate(random, 4000, List.of()));
        double[] inside = new double[2];
        int rows = 20_000;
        double[] quantiles = new double[5];
        for (int i = 0; i < rows; i++) {
            double scale = 1 + 9 * random.nextDouble();
            double label = 30 + scale * random.nextGaussian();
            bounds.quantiles(30, scale, "", quantiles);
            inside[0] += label >= quantiles[0] && label <= quantiles[4] ? 1.0 / rows : 0;
            inside[1] += label >= quantiles[1] && label <= quantiles[3] ? 1.0 / rows : 0;
        }
        assertThat(inside[0]).isCloseTo(0.90, within(0.015));
        assertThat(inside[1]).isCloseTo(0.50, within(0.02));
    }

    /** On average over many calibrations the coverage is at least what it says: that is what (n + 1) is for. */
    @Test
    void coversEnoughEvenOnFewRows() {
        Random random = new Random(2);
        double[] quantiles = new double[5];
        int inside = 0;
        int rounds = 20_000;
        for (int i = 0; i < rounds; i++) {
            new Bounds(calibrate(random, 20, List.of())).quantiles(0, 1, "", quantiles);
            double label = random.nextGaussian();
            inside += label >= quantiles[0] && label <= quantiles[4] ? 1 : 0;
        }
        assertThat(inside / (double) rounds).isBetween(0.90, 0.92);
    }

    private static Intervals calibrate(Random random, int rows, List<String> groups) {
        double[] scales = random.doubles(rows, 1, 10).toArray();
        double[] residuals = Arrays.stream(scales)
                .map(scale -> scale * random.nextGaussian())
                .toArray();
        return Intervals.calibrate(
                "test", groups, 200, new Residuals(residuals, scales, Collections.nCopies(rows, "")));
    }

    @Test
    void neverCrosses() {
        Random random = new Random(3);
        double[] quantiles = new double[5];
        for (int i = 0; i < 500; i++) {
            double[] residuals = random.doubles(1 + random.nextInt(40), -1, 3).toArray();
            double[] scales = random.doubles(residuals.length, 1e-6, 5).toArray();
            Intervals intervals = Intervals.calibrate(
                    "test", List.of(), 20, new Residuals(residuals, scales, Collections.nCopies(residuals.length, "")));
            new Bounds(intervals).quantiles(random.nextGaussian(), scales[0], "", quantiles);
            assertThat(quantiles).isSorted();
        }
    }

    @Test
    void givesGroupsOfEnoughRowsOffsetsOfTheirOwn() {
        double[] residuals =
                IntStream.range(0, 60).mapToDouble(i -> i < 40 ? 1 : 7).toArray();
        double[] scales = Collections.nCopies(60, 1.0).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        List<String> groups = IntStream.range(0, 60)
                .mapToObj(i -> i < 40 ? "Bronx" : "Queens")
                .toList();
        Residuals rows = new Residuals(residuals, scales, groups);

        Intervals intervals = Intervals.calibrate("test", List.of("borough"), 30, rows);
        assertThat(intervals.byGroup()).containsOnlyKeys("Bronx");
        assertThat(quantiles(intervals, "Bronx")).containsOnly(11.0);
        assertThat(quantiles(intervals, "Queens")).containsExactly(11.0, 11.0, 11.0, 17.0, 17.0);
        assertThat(quantiles(intervals, "Mars")).isEqualTo(quantiles(intervals, "Queens"));
        assertThat(Intervals.calibrate("test", List.of(), 30, rows).byGroup()).isEmpty();
    }

    private static double[] quantiles(Intervals intervals, String group) {
        double[] quantiles = new double[5];
        new Bounds(intervals).quantiles(10, 1, group, quantiles);
        return quantiles;
    }

    @Test
    void isTheLessConfidentTheWiderTheInterval() {
        Bounds bounds = new Bounds(calibrate(new Random(4), 10_000, List.of()));
        double[] quantiles = new double[5];
        double before = 1;
        for (double scale = 0.5; scale < 12; scale += 0.25) {
            bounds.quantiles(0, scale, "", quantiles);
            double confidence = bounds.confidence(quantiles[4] - quantiles[0]);
            assertThat(confidence).isBetween(0.0, before);
            before = confidence;
        }
        assertThat(before).isZero();
        bounds.quantiles(0, 5.5, "", quantiles); // scales are 1 to 10, all alike often
        assertThat(bounds.confidence(quantiles[4] - quantiles[0])).isCloseTo(0.5, within(0.02));
        assertThat(bounds.confidence(0)).isOne();
    }
}
