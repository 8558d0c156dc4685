package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.stats.TestResult;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeatMapTest {

    private static final LocalDate FIRST = LocalDate.of(2020, 2, 28);

    @Test
    void showsTheLatestDaysUnderTheirMonths() {
        HeatMap map = HeatMap.of(new DriftSummary(IntStream.range(0, 40)
                .mapToObj(day -> measure("hour", "feature", FIRST.plusDays(day), 0.1))
                .toList()));

        assertThat(map.days()).hasSize(31).first().isEqualTo(new HeatMap.Day(8, "Su", "Sun 2020-03-08"));
        assertThat(map.months())
                .containsExactly(new HeatMap.Month("March 2020", 24), new HeatMap.Month("April 2020", 7));
        assertThat(map.earlier()).isEqualTo(9);
    }

    @Test
    void listsPredictionsAndLabelsFirstThenTheWorst() {
        HeatMap map = HeatMap.of(new DriftSummary(List.of(
                measure("hour", "feature", FIRST, 0.1),
                measure("origin", "feature", FIRST, 0.9),
                measure("eta_minutes", "label", FIRST, 0.0))));

        assertThat(map.lines()).extracting(HeatMap.Line::column).containsExactly("eta_minutes", "origin", "hour");
        assertThat(map.lines()).extracting(HeatMap.Line::other).containsExactly(true, false, false);
    }

    @Test
    void leavesACellEmptyWhereNothingWasCompared() {
        HeatMap map = HeatMap.of(new DriftSummary(Stream.of(
                        measure("hour", "feature", FIRST, 0.1),
                        measure("hour", "feature", FIRST.plusDays(1), 0.41),
                        measure("zone", "feature", FIRST.plusDays(1), 0.1))
                .toList()));

        assertThat(map.lines().get(0).cells().get(1))
                .isEqualTo(
                        new HeatMap.Cell(
                                "0.41",
                                "high",
                                true,
                                "hour on 2020-02-29: high, 1,200 rows, PSI 0.41, KS 0.123 (p < 0.001), threshold 0.25, mean \u22121.23, missing +0.5 points"));
        assertThat(map.lines().get(1).cells().get(0)).isEqualTo(new HeatMap.Cell("", "absent", false, "not compared"));
    }

    private static DayMeasure measure(String column, String role, LocalDate day, double score) {
        return new DayMeasure(
                day,
                column,
                role,
                1200,
                10_000,
                "psi",
                Optional.of(score),
                Optional.of(0.25),
                score >= 0.25,
                score >= 0.25 ? "high" : "low",
                Optional.empty(),
                Optional.of(-1.2345),
                Optional.of(0.52),
                Optional.of(new TestResult(0.1234, 1e-9)),
                Optional.empty(),
                true,
                List.of());
    }
}
