package dev.waybill.common.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are from SciPy 1.17.1. */
class KolmogorovSmirnovTest {

    private static final double[] FIRST = {
        0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37, 1.77, 1.09,
        -1.28, 2.36, 1.31, 1.05, -0.32, -0.40, 1.06, -2.47
    };
    private static final double[] SECOND = {
        2.20, 1.66, 1.38, 0.20, 0.36, 0.00, 0.96, 1.56, 0.44, 1.50, -0.30, 0.66, 2.31, 3.29, -0.27, -0.37, 0.38, 0.70,
        0.52, -0.71
    };

    /** {@code ks_2samp(first, second).statistic} and {@code kstwobign.sf(sqrt(n m / (n + m)) * statistic)}. */
    @Test
    void agreesWithScipyOnSamples() {
        TestResult result = KolmogorovSmirnov.ofSamples(FIRST, SECOND);

        assertThat(result.statistic()).isCloseTo(0.23, within(1e-12));
        assertThat(result.pvalue()).isCloseTo(0.5991955719698887, within(1e-12));
    }

    /** As above; SciPy too steps over all rows of one value at once. */
    @Test
    void agreesWithScipyOnTies() {
        double[] first = {1, 1, 2, 2, 2, 3, 5, 5};
        double[] second = {2, 3, 3, 4, 5, 5, 6, 6, 6, 7};

        TestResult result = KolmogorovSmirnov.ofSamples(first, second);

        assertThat(result.statistic()).isCloseTo(0.525, within(1e-12));
        assertThat(result.pvalue()).isCloseTo(0.17247627033056132, within(1e-12));
    }

    /** {@code ks_2samp(repeat(range(6), reference), repeat(range(6), current))}. */
    @Test
    void agreesWithScipyOnCounts() {
        long[] reference = {120, 80, 200, 100, 0, 500};
        long[] current = {30, 40, 60, 20, 10, 90};

        TestResult result = KolmogorovSmirnov.ofCounts(reference, current);

        assertThat(result.statistic()).isCloseTo(0.14, within(1e-12));
        assertThat(result.pvalue()).isCloseTo(0.0007873380812621197, within(1e-12));
    }

    /** {@code scipy.special.kolmogorov(x)}. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 1.0",
        "0.1, 1.0",
        "0.2, 0.999999999999495",
        "0.5, 0.9639452436648751",
        "0.8276, 0.49995841656354456",
        "1.0, 0.26999967167735456",
        "1.18, 0.1234538094297657",
        "1.3581, 0.0499996304316674",
        "2.0, 0.0006709252557796953",
        "5.0, 3.8574996959278356e-22"
    })
    void agreesWithScipyOnTheLimitingDistribution(double x, double expected) {
        assertThat(KolmogorovSmirnov.limitingSurvival(x)).isCloseTo(expected, within(1e-14));
    }

    @Test
    void binsMissAtMostTheLargestShareOfReferenceRowsInsideOneOfThem() {
        Random random = new Random(1);
        double[] reference = random.doubles(2_000).toArray();
        double[] current = random.doubles(700).map(value -> value * value).toArray();

        double exact = KolmogorovSmirnov.ofSamples(reference, current).statistic();
        long[] counts = counts(reference, 50);
        double binned = KolmogorovSmirnov.ofCounts(counts, counts(current, 50)).statistic();

        assertThat(binned)
                .isBetween(exact - (double) Arrays.stream(counts).max().orElseThrow() / 2_000, exact);
    }

    @Test
    void refusesAnEmptySide() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnov.ofCounts(new long[] {0, 0}, new long[] {1, 2}))
                .withMessage("Cannot compare 0 with 3 rows: neither side may be empty.");
    }

    private static long[] counts(double[] values, int bins) {
        long[] counts = new long[bins];
        for (double value : values) {
            counts[(int) (value * bins)]++;
        }
        return counts;
    }
}
