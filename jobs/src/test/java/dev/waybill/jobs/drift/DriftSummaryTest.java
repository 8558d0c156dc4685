package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftSummaryTest {

    private static final LocalDate FIRST = LocalDate.of(2020, 3, 7);

    @Test
    void listsWhatDriftedOnTheLatestJudgedDayTheWorstFirst() {
        DriftSummary findings = new DriftSummary(List.of(
                measure("hour", 0, 0.9),
                measure("hour", 1, 0.3),
                measure("origin", 1, 0.5),
                measure("zone", 1, 0.1),
                unjudged("hour", 2)));

        assertThat(findings.judgedDay()).hasValue(FIRST.plusDays(1));
        assertThat(findings.drifted()).extracting(DayMeasure::column).containsExactly("origin", "hour");
        assertThat(findings.judged()).extracting(DayMeasure::column).containsExactly("origin", "hour", "zone");
        assertThat(findings.days()).hasSize(3);
        assertThat(findings.columns()).isEqualTo(3);
    }

    @Test
    void goesBackToTheDayOnWhichTheDriftBeganOverDaysThatWereNotJudged() {
        DriftSummary findings = new DriftSummary(List.of(
                measure("hour", 0, 0.9),
                measure("hour", 1, 0.0),
                measure("hour", 2, 0.5),
                unjudged("hour", 3),
                measure("hour", 4, 0.6)));

        assertThat(findings.since(findings.drifted().get(0))).isEqualTo(FIRST.plusDays(2));
    }

    @Test
    void hasNoJudgedDayWhereAllHaveTooFewRows() {
        DriftSummary findings = new DriftSummary(List.of(unjudged("hour", 0)));

        assertThat(findings.judgedDay()).isEmpty();
        assertThat(findings.judged()).isEmpty();
        assertThat(findings.drifted()).isEmpty();
    }

    private static DayMeasure measure(String column, int day, double score) {
        return measure(column, day, score, score >= 0.25, "some");
    }

    private static DayMeasure unjudged(String column, int day) {
        return measure(column, day, 2, false, "unjudged");
    }

    private static DayMeasure measure(String column, int day, double score, boolean drifted, String severity) {
        return new DayMeasure(
                FIRST.plusDays(day),
                column,
                "feature",
                100,
                1000,
                "psi",
                Optional.of(score),
                Optional.of(0.25),
                drifted,
                severity,
                severity.equals("unjudged") ? Optional.of("few rows") : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of());
    }
}
