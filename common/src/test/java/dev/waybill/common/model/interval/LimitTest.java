package dev.waybill.common.model.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.table.SharedSpark;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitTest {

    private static final double LIMIT = 7;

    private final Random random = new Random(5);

    /** Labels that scatter around their predictions by the logistic distribution, whose shares are known. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(double[] predictions, double[] scales, double[] labels) {

        static Rows of(int count, Random random) {
            double[] predictions = random.doubles(count, 0, 15).toArray();
            double[] scales = random.doubles(count, 0.2, 4).toArray();
            double[] labels = IntStream.range(0, count)
                    .mapToDouble(row -> predictions[row] + scales[row] * logOdds(random.nextDouble()))
                    .toArray();
            return new Rows(predictions, scales, labels);
        }

        private static double logOdds(double probability) {
            return Math.log(probability / (1 - probability));
        }

        List<Limit> calibrated(Double... limits) {
            return Limit.calibrate(List.of(limits), predictions, scales, labels, SharedSpark.session());
        }

        double distance(int row) {
            return (LIMIT - predictions[row]) / scales[row];
        }
    }

    private static double[] probabilities(List<Limit> limits, double prediction, double scale) {
        double[] into = new double[limits.size()];
        Limit.probabilities(limits, prediction, scale, into);
        return into;
    }

    @Test
    void tellsHowOftenNewLabelsAreWithin() {
        List<Limit> limits = Rows.of(4000, random).calibrated(LIMIT);
        Rows fresh = Rows.of(2000, random);
        double off = IntStream.range(0, 2000)
                .mapToDouble(row -> Math.abs(probabilities(limits, fresh.predictions[row], fresh.scales[row])[0]
                        - 1 / (1 + Math.exp(-fresh.distance(row)))))
                .average()
                .orElseThrow();
        assertThat(off).isLessThan(0.03);
    }

    /** Isotonic regression by its definition: of each row, the greatest of the least means of blocks around it. */
    @Test
    void isTheBestOfAllThatNeverFallWithTheDistanceToTheLimit() {
        Rows rows = Rows.of(60, random);
        List<Limit> limits = rows.calibrated(LIMIT);
        List<Integer> order = IntStream.range(0, 60)
                .boxed()
                .sorted(Comparator.comparingDouble(rows::distance))
                .toList();
        double[] within = order.stream()
                .mapToDouble(row -> rows.labels[row] <= LIMIT ? 1 : 0)
                .toArray();
        assertThat(limits.get(0).within()).isEqualTo((int)
                IntStream.range(0, 60).mapToDouble(i -> within[i]).sum());
        for (int place = 0; place < 60; place++) {
            int row = order.get(place);
            assertThat(probabilities(limits, rows.predictions[row], rows.scales[row])[0])
                    .isCloseTo(greatestOfLeastMeans(within, place), within(1e-9));
        }
    }

    private static double greatestOfLeastMeans(double[] values, int place) {
        return IntStream.rangeClosed(0, place)
                .mapToDouble(from -> IntStream.range(place, values.length)
                        .mapToDouble(to -> IntStream.rangeClosed(from, to)
                                .mapToDouble(i -> values[i])
                                .average()
                                .orElseThrow())
                        .min()
                        .orElseThrow())
                .max()
                .orElseThrow();
    }

    @Test
    void neverFallsFromOneLimitToTheNext() {
        List<Limit> limits = List.of(
                new Limit(1, 100, 50, CalibratorFit.level(50, 98)),
                new Limit(2, 100, 40, CalibratorFit.level(24, 98)),
                new Limit(3, 100, 80, CalibratorFit.level(79, 98)));
        assertThat(probabilities(limits, 1, 1)).containsExactly(0.51, 0.51, 0.8);
    }

    /** Nine rows above it say too little of which rows those are. */
    @Test
    void tellsTheShareWhereFewHeldBackRowsAreOnOneSide() {
        double[] labels =
                IntStream.range(0, 98).mapToDouble(row -> row < 89 ? 1 : 9).toArray();
        List<Limit> limits = new Rows(labels, labels, labels).calibrated(LIMIT, 10.0);
        assertThat(limits)
                .extracting(Limit::rows, Limit::within, Limit::share)
                .containsExactly(tuple(98, 89, 89.0 / 98), tuple(98, 98, 1.0));
        assertThat(probabilities(limits, 1, 1))
                .containsExactly(probabilities(limits, 9, 3))
                .containsExactly(0.9, 0.99);
    }
}
