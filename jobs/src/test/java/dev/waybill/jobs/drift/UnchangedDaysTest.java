package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.SharedSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Days that are drawn from one distribution, seven of them the baseline and twenty judged, beside some that are not. */
class UnchangedDaysTest {

    private static final DateRange TRAIN = DateRange.parse("2020-03-02/2020-03-08");

    private static final String DAY = "date_add(date'2020-03-02', cast(id div %d as int)) as event_date";

    /** As a level, "l" and: any of 8,000; one of thousands, few of them often; one of three. */
    private static final List<String> UNCHANGED = List.of(
            "concat('l', cast(8000 * rand(1) as int)) as any_of_8000",
            "concat('l', cast(1 / (rand(2) + 0.0001) as int)) as long_tail",
            "concat('l', cast(3 * rand(3) * rand(4) as int)) as few",
            "randn(5) as bell_curve",
            "if(rand(6) < 0.9, 0, 10 * rand(7)) as mostly_nought",
            "if(rand(8) < 0.002, null, 1D) as hardly_ever_missing",
            "cast(rand(9) < 0.02 as double) as seldom");

    @Test
    void raiseNoAlarmHoweverManyLevelsThereAre() {
        assertThat(drifted(measures(600, 500, UNCHANGED))).isEmpty();
    }

    @Test
    void raiseNoAlarmHoweverFewRowsThereAre() {
        assertThat(drifted(measures(100, 100, UNCHANGED))).isEmpty();
    }

    @Test
    void areToldFromThoseOnWhichSomethingChanged() {
        String later = "id >= 7 * 600";
        List<DayMeasure> measures = measures(
                600,
                500,
                List.of(
                        "if(%s and rand(1) < 0.3, 'l2', concat('l', cast(3 * rand(2) * rand(3) as int))) as more_of_one"
                                .formatted(later),
                        "concat(if(%s and rand(1) < 0.5, 'n', 'l'), cast(1 / (rand(2) + 0.0001) as int)) as more_new_ones"
                                .formatted(later),
                        "if(%s and rand(1) < 0.2, 'new', 'old') as first_new".formatted(later),
                        "if(%s and rand(1) < 0.2, null, 1D) as first_missing".formatted(later),
                        "randn(1) + if(%s, 0.8, 0) as moved".formatted(later)));

        assertThat(drifted(measures)).hasSize(5 * 20).hasSameSizeAs(measures);
    }

    private static List<DayMeasure> drifted(List<DayMeasure> measures) {
        return measures.stream().filter(DayMeasure::drifted).toList();
    }

    private static List<DayMeasure> measures(int rowsADay, int minRows, List<String> columns) {
        Dataset<Row> rows = SharedSpark.session().range(0, 27L * rowsADay, 1, 1).toDF("id");
        Dataset<Row> all = rows.selectExpr("*", DAY.formatted(rowsADay));
        for (String column : columns) {
            all = all.selectExpr("*", column);
        }
        List<DayMeasure> measures = JudgedDays.of(all, TRAIN).measures(JudgedDays.fixed(0.25, minRows));
        assertThat(measures).hasSize(20 * columns.size()).allMatch(DayMeasure::judged);
        return measures;
    }
}
