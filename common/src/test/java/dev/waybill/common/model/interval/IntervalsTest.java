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
        Bounds bounds = bounds(calibrate(random, 4000, List.of()));
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
            bounds(calibrate(random, 20, List.of())).quantiles(0, 1, "", quantiles);
            double label = random.nextGaussian();
            inside += label >= quantiles[0] && label <= quantiles[4] ? 1 : 0;
        }
        assertThat(inside / (double) rounds).isBetween(0.90, 0.92);
    }

    private static Intervals calibrate(Random random, int rows, List<String> groups) {
        return Intervals.calibrate("test", groups, 200, rows(random, rows));
    }

    private static Residuals rows(Random random, int rows) {
        double[] scales = random.doubles(rows, 1, 10).toArray();
        double[] residuals = Arrays.stream(scales)
                .map(scale -> scale * random.nextGaussian())
                .toArray();
        return new Residuals(residuals, scales, Collections.nCopies(rows, ""));
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
            bounds(intervals).quantiles(random.nextGaussian(), scales[0], "", quantiles);
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
        bounds(intervals).quantiles(10, 1, group, quantiles);
        return quantiles;
    }

    private static Bounds bounds(Intervals intervals) {
        return new Bounds(intervals, LabelRange.UNBOUNDED);
    }

    /**
     * Six rows in ten are in large groups (standard deviation 1), four in small ones (2.2). With the offsets of all rows,
     * the small groups' intervals held 84.6% in all and 76.4% in small groups; with offsets of their own rows 90.0% of both.
     */
    @Test
    void givesSmallGroupsTheOffsetsOfSmallGroups() {
        Random random = new Random(7);
        Intervals intervals = Intervals.calibrate("test", List.of("zone"), 200, twoKinds(random, 100_000));
        assertThat(intervals.byGroup()).hasSize(5);
        double[] shared = coverage(random, intervals);
        assertThat(shared[0]).isCloseTo(0.900, within(0.005));
        assertThat(shared[1]).isCloseTo(0.900, within(0.007));

        Intervals ofAll = new Intervals("test", List.of("zone"), intervals.all(), intervals.all(), intervals.byGroup());
        double[] before = coverage(random, ofAll);
        assertThat(before[0]).isCloseTo(0.846, within(0.005));
        assertThat(before[1]).isCloseTo(0.764, within(0.007));
    }

    /** Zones 0 to 4 are large; of the small ones, 1,000 to 1,999, each has some 40 rows. */
    private static Residuals twoKinds(Random random, int rows) {
        double[] residuals = new double[rows];
        double[] scales = new double[rows];
        List<String> zones = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            boolean large = random.nextDouble() < 0.6;
            zones.add(String.valueOf(large ? random.nextInt(5) : 1000 + random.nextInt(1000)));
            residuals[i] = (large ? 1 : 2.2) * random.nextGaussian();
            scales[i] = 1;
        }
        return new Residuals(residuals, scales, zones);
    }

    /** The share of new labels that 90% intervals hold: of all rows, and of those in small groups. */
    private static double[] coverage(Random random, Intervals intervals) {
        Residuals fresh = twoKinds(random, 100_000);
        Bounds bounds = bounds(intervals);
        double[] quantiles = new double[5];
        int[] rows = new int[2];
        int[] held = new int[2];
        for (int i = 0; i < fresh.residuals().length; i++) {
            bounds.quantiles(0, 1, fresh.groupOfRow().get(i), quantiles);
            int inside = fresh.residuals()[i] >= quantiles[0] && fresh.residuals()[i] <= quantiles[4] ? 1 : 0;
            int small = fresh.groupOfRow().get(i).length() > 1 ? 1 : 0;
            rows[0]++;
            held[0] += inside;
            rows[1] += small;
            held[1] += small * inside;
        }
        return new double[] {held[0] / (double) rows[0], held[1] / (double) rows[1]};
    }

    @Test
    void givesSmallGroupsTheOffsetsOfAllRowsWhereTheyAreTooFewTogether() {
        Residuals rows = new Residuals(
                new double[] {1, 2, 3, 4, 5}, new double[] {1, 1, 1, 1, 1}, List.of("a", "a", "a", "b", "c"));
        Intervals intervals = Intervals.calibrate("test", List.of("zone"), 3, rows);
        assertThat(intervals.others()).isEqualTo(intervals.all());
        assertThat(Intervals.calibrate("test", List.of("zone"), 2, rows).others())
                .isEqualTo(new Offsets(2, List.of(4.0, 4.0, 5.0, 5.0, 5.0)));
    }

    @Test
    void endsQuantilesWhereTheLabelEnds() {
        Intervals intervals = calibrate(new Random(8), 1000, List.of());
        double[] free = new double[5];
        double[] within = new double[5];
        double width = bounds(intervals).quantiles(10, 5, "", free);
        assertThat(new Bounds(intervals, new LabelRange(9, 12)).quantiles(10, 5, "", within))
                .isEqualTo(width);
        assertThat(free[0]).isLessThan(9);
        assertThat(free[4]).isGreaterThan(12);
        assertThat(within).containsExactly(9, Math.max(9, free[1]), free[2], Math.min(12, free[3]), 12);
        assertThat(within).isSorted();
    }

    /** Labels are never below 0, and many predictions are near it: the same rows are held, by narrower intervals. */
    @Test
    void coversTheSameRowsWithQuantilesThatEndAtTheLeastValue() {
        Intervals intervals = calibrate(new Random(9), 2000, List.of());
        Bounds free = bounds(intervals);
        Bounds clipped = new Bounds(intervals, new LabelRange(0, Double.POSITIVE_INFINITY));
        Random random = new Random(10);
        double[] one = new double[5];
        double[] other = new double[5];
        for (int i = 0; i < 5000; i++) {
            double prediction = 10 * random.nextDouble();
            double label = Math.max(0, prediction + 4 * random.nextGaussian());
            free.quantiles(prediction, 4, "", one);
            clipped.quantiles(prediction, 4, "", other);
            assertThat(label >= other[0] && label <= other[4]).isEqualTo(label >= one[0] && label <= one[4]);
            assertThat(label >= other[1] && label <= other[3]).isEqualTo(label >= one[1] && label <= one[3]);
        }
    }

    @Test
    void isTheLessConfidentTheWiderTheInterval() {
        Random random = new Random(4);
        Residuals rows = rows(random, 10_000);
        Intervals intervals = Intervals.calibrate("test", List.of(), 200, rows);
        Widths widths = Widths.of(intervals, rows, 10_000);
        Bounds bounds = bounds(intervals);
        double[] quantiles = new double[5];
        double before = 1;
        for (double scale = 0.5; scale < 12; scale += 0.25) {
            double confidence = widths.confidence(bounds.quantiles(0, scale, "", quantiles));
            assertThat(confidence).isBetween(0.0, before);
            before = confidence;
        }
        assertThat(before).isZero();
        // scales are 1 to 10, all alike often
        assertThat(widths.confidence(bounds.quantiles(0, 5.5, "", quantiles))).isCloseTo(0.5, within(0.02));
        assertThat(widths.confidence(0)).isOne();
        assertThat(widths.flat()).isFalse();
    }

    /** However the bounds of such rows are rounded: 0.1 + 0.2 and the like. */
    @Test
    void isHalfSureOfEveryRowWhereAllWidthsAreTheSame() {
        double[] scales = new double[200];
        Arrays.fill(scales, 0.1f);
        Residuals rows =
                new Residuals(new Random(5).doubles(200, -1, 3).toArray(), scales, Collections.nCopies(200, ""));
        Intervals intervals = Intervals.calibrate("test", List.of(), 200, rows);
        Widths widths = Widths.of(intervals, rows, 30);
        assertThat(widths.flat()).isTrue();
        assertThat(widths.rows()).isEqualTo(30);
        Bounds bounds = bounds(intervals);
        for (double prediction = -3; prediction < 40; prediction += 0.37) {
            assertThat(widths.confidence(bounds.quantiles(prediction, 0.1f, "", new double[5])))
                    .isEqualTo(0.5);
        }
    }

    /** Three widths, of 2, 6 and 2 rows in ten: the middle of each is where it ranks. */
    @Test
    void ranksRowsOfTheSameWidthInTheirMiddle() {
        Widths widths = new Widths(
                IntStream.rangeClosed(0, 100)
                        .mapToObj(percent -> percent < 20 ? 1.0 : percent < 80 ? 2.0 : 3.0)
                        .toList(),
                1000,
                false);
        assertThat(widths.confidence(1)).isCloseTo(0.9, within(0.006));
        assertThat(widths.confidence(2)).isCloseTo(0.5, within(0.006));
        assertThat(widths.confidence(3)).isCloseTo(0.1, within(0.006));
        assertThat(widths.confidence(1.5)).isCloseTo(0.8, within(0.011));
        assertThat(widths.confidence(0.9)).isOne();
        assertThat(widths.confidence(3.1)).isZero();
    }

    /** Labels scatter three times as much as in training: recalibrated intervals are wider, and rows less sure. */
    @Test
    void isLessSureWhenTheWorldWorsens() {
        Random random = new Random(11);
        Residuals rows = rows(random, 5000);
        Intervals intervals = Intervals.calibrate("test", List.of(), 200, rows);
        Widths widths = Widths.of(intervals, rows, 5000);
        double[] worse =
                Arrays.stream(rows.residuals()).map(residual -> 3 * residual).toArray();
        Intervals later =
                Intervals.calibrate("later", List.of(), 200, new Residuals(worse, rows.scales(), rows.groupOfRow()));
        assertThat(averageConfidence(widths, intervals, rows)).isCloseTo(0.5, within(0.01));
        assertThat(averageConfidence(widths, later, rows)).isLessThan(0.15);
    }

    private static double averageConfidence(Widths widths, Intervals intervals, Residuals rows) {
        Bounds bounds = bounds(intervals);
        return Arrays.stream(rows.scales())
                .map(scale -> widths.confidence(bounds.quantiles(0, scale, "", new double[5])))
                .average()
                .orElseThrow();
    }

    @Test
    void givesNoTwoGroupsTheSameName() {
        assertThat(Intervals.group(List.of("a|b", "c"))).isEqualTo("a\\|b|c");
        assertThat(Intervals.group(List.of("a", "b|c"))).isEqualTo("a|b\\|c");
        assertThat(Intervals.group(List.of("a\\", "b"))).isEqualTo("a\\\\|b");
        assertThat(Intervals.group(Arrays.asList("a", null))).isEqualTo("a|null");
        assertThat(Intervals.group(List.of("a", "null"))).isEqualTo("a|\\null");
    }
}
