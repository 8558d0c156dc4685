package dev.waybill.jobs.experiment.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.stats.TestResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Against numbers of SciPy 1.17 and statsmodels 0.14.6: the variance of a mean over rows of clustered units as OLS on a
 * constant with cov_type cluster; means of single rows as ttest_ind with equal_var=False; the sequential test by integrating
 * the mixture numerically.
 */
class GoldenExperimentTest {

    private static final Offset<Double> SAME = within(1e-9);

    private final JsonNode golden = golden();

    private static JsonNode golden() {
        try (InputStream file = Objects.requireNonNull(GoldenExperimentTest.class.getResourceAsStream("golden.json"))) {
            return JsonFile.JSON.readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UnitSums sums(JsonNode units) {
        UnitSums sums = UnitSums.NONE;
        for (JsonNode unit : units) {
            sums = unit.isArray()
                    ? sums.plus(unit.get(0).asDouble(), unit.get(1).asDouble())
                    : sums.plus(1, unit.asDouble());
        }
        return sums;
    }

    @Test
    void aDifferenceOfClusteredRowsIsThatOfARobustRegression() {
        JsonNode expected = golden.get("clustered");
        UnitSums champion = sums(golden.get("champion"));
        UnitSums challenger = sums(golden.get("challenger"));
        assertThat(champion.variance())
                .isCloseTo(expected.get("champion_variance").asDouble(), SAME);
        assertThat(challenger.variance())
                .isCloseTo(expected.get("challenger_variance").asDouble(), SAME);
        MeanDifference found = MeanDifference.between(champion, challenger);
        compare(found, expected);
        assertThat(found.standardError())
                .isCloseTo(expected.get("standard_error").asDouble(), SAME);
        assertThat(found.worse()).isCloseTo(expected.get("worse").asDouble(), SAME);
    }

    @Test
    void aDifferenceOfSingleRowsIsThatOfWelch() {
        JsonNode expected = golden.get("single");
        compare(MeanDifference.between(sums(expected.get("champion")), sums(expected.get("challenger"))), expected);
    }

    private static void compare(MeanDifference found, JsonNode expected) {
        assertThat(found.difference()).isCloseTo(expected.get("difference").asDouble(), SAME);
        assertThat(found.degrees()).isCloseTo(expected.get("degrees").asDouble(), within(1e-7));
        assertThat(found.pvalue()).isCloseTo(expected.get("pvalue").asDouble(), SAME);
        assertThat(found.interval().lower()).isCloseTo(expected.get("lower").asDouble(), SAME);
        assertThat(found.interval().upper()).isCloseTo(expected.get("upper").asDouble(), SAME);
    }

    @Test
    void theSequentialTestIsOneOverTheMixtureRatio() {
        JsonNode clustered = golden.get("clustered");
        JsonNode expected = golden.get("always_valid");
        double difference = clustered.get("difference").asDouble();
        double error = clustered.get("standard_error").asDouble();
        AlwaysValid found =
                AlwaysValid.of(difference, error * error, expected.get("effect").asDouble());
        assertThat(found.pvalue()).isCloseTo(expected.get("pvalue").asDouble(), SAME);
        assertThat(found.interval().upper() - difference)
                .isCloseTo(expected.get("half_width").asDouble(), SAME);
        assertThat(difference - found.interval().lower())
                .isCloseTo(expected.get("half_width").asDouble(), SAME);
    }

    @Test
    void unitsThatWereNotDealtAsAskedAreToldByChiSquare() {
        JsonNode expected = golden.get("sample_ratio");
        TestResult found = SampleRatio.of(
                expected.get("champion").asLong(),
                expected.get("challenger").asLong(),
                expected.get("share").asDouble());
        assertThat(found.statistic()).isCloseTo(expected.get("statistic").asDouble(), SAME);
        assertThat(found.pvalue()).isCloseTo(expected.get("pvalue").asDouble(), SAME);
        assertThat(found.pvalue()).isLessThan(SampleRatio.LEAST);
        assertThat(SampleRatio.of(9000, 1000, 0.1).pvalue()).isEqualTo(1);
    }

    /** Its solver stops at five digits, and counts rejections on the wrong side too. */
    @Test
    void whatCanBeFoundIsSoManyStandardErrors() {
        assertThat(Power.detectable(1))
                .isCloseTo(golden.at("/power/standard_errors").asDouble(), within(1e-5));
        assertThat(Power.days(Power.detectable(0.5), 0.5, 10)).isCloseTo(10, SAME);
        assertThat(Power.days(Power.detectable(0.5) / 2, 0.5, 10))
                .as("half the effect takes four times as long")
                .isCloseTo(40, SAME);
    }

    @Test
    void withoutVarianceNothingIsTold() {
        UnitSums same = UnitSums.NONE.plus(2, 4).plus(3, 6);
        assertThat(MeanDifference.between(same, same).told()).isFalse();
        assertThat(MeanDifference.between(
                                same, UnitSums.NONE.plus(1, Double.NaN).plus(1, 2))
                        .told())
                .isFalse();
    }
}
