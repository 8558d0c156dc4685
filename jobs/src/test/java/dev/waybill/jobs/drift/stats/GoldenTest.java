package dev.waybill.jobs.drift.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.stats.KolmogorovSmirnov;
import dev.waybill.common.stats.TestResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What SciPy 1.13.1 says of the same numbers; tests/golden/drift.py made the file. */
class GoldenTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    private static final JsonNode GOLDEN = golden();

    @Test
    void distancesOfCountsAreThoseOfSciPy() {
        assertThat(GOLDEN.get("counts")).hasSize(4);
        for (JsonNode each : GOLDEN.get("counts")) {
            long[] reference = counts(each.get("reference"));
            long[] current = counts(each.get("current"));
            TestResult chiSquare = BinDistances.chiSquare(reference, current);

            assertThat(PopulationStability.index(reference, current)).isCloseTo(number(each, "psi"), CLOSE);
            assertThat(BinDistances.jensenShannon(reference, current)).isCloseTo(number(each, "jensen_shannon"), CLOSE);
            assertThat(chiSquare.statistic())
                    .isCloseTo(each.get("chi_square").get(0).asDouble(), CLOSE);
            assertThat(chiSquare.pvalue())
                    .isCloseTo(each.get("chi_square").get(1).asDouble(), CLOSE);
            assertThat(BinDistances.totalVariation(reference, current))
                    .isCloseTo(number(each, "total_variation"), CLOSE);
            assertThat(BinDistances.largestChange(reference, current)).isCloseTo(number(each, "l_infinity"), CLOSE);
            assertThat(Wasserstein.distance(numbers(each.get("places")), reference, current))
                    .isCloseTo(number(each, "wasserstein"), CLOSE);
        }
    }

    @Test
    void kolmogorovSmirnovIsThatOfSciPy() {
        assertThat(GOLDEN.get("samples")).hasSize(3);
        for (JsonNode each : GOLDEN.get("samples")) {
            TestResult test = KolmogorovSmirnov.ofSamples(numbers(each.get("reference")), numbers(each.get("current")));

            assertThat(test.statistic()).isCloseTo(number(each, "statistic"), CLOSE);
            assertThat(test.pvalue()).isCloseTo(number(each, "pvalue"), CLOSE);
        }
    }

    /** Each value is a place, so that the distance is exact; in ten bins it is within the bound that is stated. */
    @Test
    void wassersteinOfSamplesIsThatOfSciPy() {
        for (JsonNode each : GOLDEN.get("samples")) {
            double[] reference = numbers(each.get("reference"));
            double[] current = numbers(each.get("current"));
            double[] places = IntStream.range(0, 2)
                    .boxed()
                    .flatMapToDouble(side -> Arrays.stream(side == 0 ? reference : current))
                    .sorted()
                    .distinct()
                    .toArray();
            double[] coarse = IntStream.rangeClosed(1, 10)
                    .mapToDouble(i -> places[i * (places.length - 1) / 10])
                    .toArray();

            assertThat(Wasserstein.distance(places, at(places, reference), at(places, current)))
                    .isCloseTo(number(each, "wasserstein"), CLOSE);
            assertThat(Wasserstein.distance(coarse, at(coarse, reference), at(coarse, current)))
                    .isCloseTo(number(each, "wasserstein"), within(bound(places[0], coarse, reference, current)));
        }
    }

    private static double bound(double least, double[] ends, double[] reference, double[] current) {
        long[] before = at(ends, reference);
        long[] now = at(ends, current);
        return IntStream.range(0, ends.length)
                .mapToDouble(i -> (ends[i] - (i == 0 ? least : ends[i - 1]))
                        * Math.max((double) before[i] / reference.length, (double) now[i] / current.length))
                .sum();
    }

    private static long[] at(double[] ends, double[] values) {
        long[] rows = new long[ends.length];
        for (double value : values) {
            int found = Arrays.binarySearch(ends, value);
            rows[found >= 0 ? found : -found - 1]++;
        }
        return rows;
    }

    /** Other dealings than NumPy's, so a p-value within four standard errors of both. */
    @Test
    void maximumMeanDiscrepancyIsThatOfNumPy() {
        assertThat(GOLDEN.get("rows")).hasSize(3);
        for (JsonNode each : GOLDEN.get("rows")) {
            TestResult test =
                    MaximumMeanDiscrepancy.test(rows(each.get("reference")), rows(each.get("current")), 2000, 7);
            double pvalue = number(each, "pvalue");

            assertThat(test.statistic()).isCloseTo(number(each, "statistic"), CLOSE);
            assertThat(test.pvalue()).isCloseTo(pvalue, within(4 * Math.sqrt(2 * pvalue * (1 - pvalue) / 2000) + 1e-3));
        }
    }

    @Test
    void aDayBeyondTheUsualHasThePvalueOfStudentsT() {
        for (JsonNode each : GOLDEN.get("t")) {
            int days = each.get(0).asInt();
            UsualDays usual = new UsualDays(0.3, 0.02, days);
            double distance = Math.pow(0.3 + each.get(1).asDouble() * 0.02 * Math.sqrt(1 + 1.0 / days), 3);

            assertThat(usual.pvalue(distance)).isCloseTo(each.get(2).asDouble(), CLOSE);
            assertThat(usual.distance(each.get(2).asDouble())).isCloseTo(distance, CLOSE);
        }
    }

    @Test
    void aNightsProbabilityIsThatOfPoisson() {
        for (JsonNode each : GOLDEN.get("poisson")) {
            assertThat(FalseAlarms.aNight(each.get(0).asDouble()))
                    .isCloseTo(each.get(1).asDouble(), CLOSE);
        }
    }

    @Test
    void namesTheColumnsThatSciPyDoes() {
        for (JsonNode each : GOLDEN.get("benjamini_hochberg")) {
            double[] pvalues = numbers(each.get("pvalues"));
            double[] adjusted = numbers(each.get("adjusted"));
            for (double probability : new double[] {0.005, 0.02, 0.05, 0.1, 0.2}) {
                double cutoff = FalseAlarms.cutoff(pvalues, probability);

                assertThat(Arrays.stream(pvalues).filter(p -> p <= cutoff).count())
                        .isEqualTo(Arrays.stream(adjusted)
                                .filter(p -> p <= probability)
                                .count());
            }
        }
    }

    private static JsonNode golden() {
        try (InputStream file = Objects.requireNonNull(GoldenTest.class.getResourceAsStream("golden.json"))) {
            return JsonFile.JSON.readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double number(JsonNode node, String name) {
        return node.get(name).asDouble();
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static long[] counts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static double[][] rows(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(GoldenTest::numbers)
                .toArray(double[][]::new);
    }
}
