package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Days of 240 rows, ten an hour in New York: Monday to Friday are the baseline, 2 to 6 March 2020. */
class UnjudgedTest {

    private static final DateRange TRAIN = DateRange.parse("2020-03-02/2020-03-06");

    private static final LocalDate SATURDAY = LocalDate.of(2020, 3, 7);

    private static final LocalDate MONDAY = LocalDate.of(2020, 3, 9);

    private static final String HOURS = "count(distinct hour(from_utc_timestamp(at, 'America/New_York')))";

    private static final Dataset<Row> ROWS = SharedSpark.session()
            .range(0, 240 * 8, 1, 1)
            .selectExpr("id", "date_add(date'2020-03-02', cast(id div 240 as int)) as event_date")
            .selectExpr(
                    "id",
                    "event_date",
                    "to_utc_timestamp(cast(event_date as timestamp) + make_interval(0, 0, 0, 0, 0, cast(id % 240 * 6 as int)),"
                            + " 'America/New_York') as at",
                    "dayofweek(event_date) in (1, 7) as is_weekend",
                    "dayofweek(event_date) as day_of_week",
                    "if(event_date = date'2020-03-09', 'broken', 'constant') as feed",
                    "if(event_date = date'2020-03-07', id % 2, 1) as half_broken",
                    "id + rand(1) * 100 as growing",
                    "rand(2) as steady",
                    "if(event_date = date'2020-03-09' and id % 10 = 0, null, rand(3)) as eta");

    @Test
    void leavesOutWhatTheDateSets() {
        List<DayMeasure> measures = measures(Optional.empty());

        assertThat(reason(measures, "is_weekend", SATURDAY)).hasValue("set by date");
        assertThat(reason(measures, "is_weekend", MONDAY)).isEmpty();
        assertThat(reason(measures, "day_of_week", MONDAY)).hasValue("set by date");
        assertThat(reason(measures, "steady", SATURDAY)).isEmpty();
        assertThat(new DriftSummary(measures).drifted())
                .as("what broke on a day like those of the baseline, or within a day")
                .extracting(DayMeasure::column)
                .containsExactly("feed");
        assertThat(measures)
                .filteredOn(measure -> measure.column().equals("half_broken") && measure.drifted())
                .extracting(DayMeasure::day)
                .containsExactly(SATURDAY);
    }

    /** Each day is above the one before, as counts of a history are that is still filling up. */
    @Test
    void leavesOutWhatMovesOnEachBaselineDay() {
        List<DayMeasure> measures = measures(Optional.empty());

        assertThat(reason(measures, "growing", SATURDAY)).hasValue("unsteady baseline");
        assertThat(new DriftSummary(measures).notes())
                .contains(
                        "Measured, but not judged: growing. Most of the reference days differ from each other as much as"
                                + " would count as drift, as they do where history is still filling up.");
    }

    /** A tenth of Monday's labels are still to come, and they are not like the others. */
    @Test
    void leavesOutALabelOfWhichSomeAreStillToCome() {
        List<DayMeasure> measures = measures(Optional.empty());

        assertThat(reason(measures, "eta", MONDAY)).hasValue("late labels");
        assertThat(reason(measures, "eta", SATURDAY)).isEmpty();
    }

    @Test
    void leavesOutADayThatIsNotFinished() {
        List<DayMeasure> measures = measures(Optional.of(MONDAY));

        assertThat(measures)
                .filteredOn(measure -> measure.day().equals(MONDAY))
                .hasSize(7)
                .allMatch(measure -> measure.unjudgedReason().equals(Optional.of("unfinished day")));
        assertThat(new DriftSummary(measures).judgedDay()).hasValue(LocalDate.of(2020, 3, 8));
        assertThat(new DriftSummary(measures).notes())
                .contains(
                        "Measured, but not judged: 2020-03-09, which is not over yet, or whose rows are not all there.");
    }

    @Test
    void knowsAnUnfinishedDayByItsHours() {
        assertThat(isUnfinished(ROWS)).isFalse();
        assertThat(isUnfinished(ROWS.where("at < timestamp'2020-03-09 16:00:00Z'")))
                .as("cut at noon")
                .isTrue();
        assertThat(isUnfinished(ROWS.where("at < timestamp'2020-03-10 02:30:00Z'")))
                .as("cut at half past ten in the evening: 23 hours")
                .isFalse();
        assertThat(isUnfinished(ROWS.where("event_date <> date'2020-03-08' or id % 24 = 0")))
                .as("an earlier day")
                .isFalse();
    }

    private static boolean isUnfinished(Dataset<Row> rows) {
        return days(rows, Optional.empty()).measures(JudgedDays.fixed(0.25, 1)).stream()
                .anyMatch(measure -> measure.unjudgedReason().equals(Optional.of("unfinished day")));
    }

    private static Optional<String> reason(List<DayMeasure> measures, String column, LocalDate day) {
        return measures.stream()
                .filter(measure ->
                        measure.column().equals(column) && measure.day().equals(day))
                .findFirst()
                .orElseThrow()
                .unjudgedReason();
    }

    private static JudgedDays days(Dataset<Row> rows, Optional<LocalDate> unfinished) {
        List<ComparedColumn> columns = new ArrayList<>(
                ComparedColumn.of(rows.schema(), Role.FEATURE, Set.of("id", "event_date", "at", "eta")));
        columns.add(
                new ComparedColumn("eta", Role.LABEL, rows.schema().apply("eta").dataType()));
        return new JudgedDays(rows, TRAIN, columns, HOURS, unfinished, Set.of());
    }

    private static List<DayMeasure> measures(Optional<LocalDate> unfinished) {
        return days(ROWS, unfinished).measures(JudgedDays.fixed(0.25, 100));
    }
}
