package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftMetricsTest {

    private static final DateRange TRAIN = DateRange.parse("2020-03-01/2020-03-02");

    private static final Double ONE = 1.0;

    private static final Double NAN = Double.NaN;

    private static final Drift DRIFT = JudgedDays.fixed(0.25, 50);

    @Test
    void findsNothingWhereNothingChanged() {
        DayMeasure measure = only(compare(numbers(400, i -> i * 0.1), numbers(400, i -> i * 0.1)));

        assertThat(measure.score()).hasValue(0.0);
        assertThat(measure.severity()).isEqualTo("none");
        assertThat(measure.drifted()).isFalse();
        assertThat(measure.kolmogorovSmirnov().orElseThrow().statistic()).isZero();
        assertThat(measure.averageChange().orElseThrow()).isCloseTo(0, within(1e-9));
        assertThat(measure.missingChange()).hasValue(0.0);
    }

    /** Doubles of such sizes add up to something else in another order. */
    @Test
    void averagesTheSameInWhateverOrderRowsCome() {
        IntFunction<Double> value = i -> 1e3 / (1 + i);

        DayMeasure measure = only(compare(numbers(3000, value), numbers(3000, i -> value.apply(2999 - i))));

        assertThat(measure.averageChange()).hasValue(0.0);
    }

    /** The baseline is 0 to 999, so its tenths are 0-99, 100-199 and so on: counted here by plain loops. */
    @Test
    void findsAShiftAndMeasuresItAsPlainLoopsDo() {
        IntFunction<Double> shifted = i -> Math.min(999.0, 2 * i + 300.0);
        double index = 0;
        double distance = 0;
        for (int tenth = 0; tenth < 10; tenth++) {
            int rows = 0;
            int upTo = 0;
            for (int i = 0; i < 400; i++) {
                rows += (int) (shifted.apply(i) / 100) == tenth ? 1 : 0;
                upTo += shifted.apply(i) < 100 * (tenth + 1) ? 1 : 0;
            }
            double share = rows == 0 ? 0.5 / 400 : rows / 400.0;
            index += (share - 0.1) * Math.log(share / 0.1);
            distance = Math.max(distance, Math.abs(upTo / 400.0 - (tenth + 1) / 10.0));
        }

        DayMeasure measure = only(compare(numbers(1000, i -> (double) i), numbers(400, shifted)));

        assertThat(measure.score().orElseThrow())
                .isCloseTo(index, within(1e-12))
                .isGreaterThan(1);
        assertThat(measure.drifted()).isTrue();
        assertThat(measure.severity()).isEqualTo("critical");
        assertThat(measure.kolmogorovSmirnov().orElseThrow().statistic()).isCloseTo(distance, within(1e-12));
        assertThat(measure.kolmogorovSmirnov().orElseThrow().pvalue()).isLessThan(1e-6);
        assertThat(measure.averageChange().orElseThrow()).isCloseTo(average(400, shifted) - 499.5, within(1e-9));
    }

    /** Shares 0.9 and 0.1 of values and missing ones, against 0.6 and 0.4. */
    @Test
    void givesMissingValuesABinOfTheirOwn() {
        IntFunction<@Nullable Double> tenthMissing = i -> i % 10 == 0 ? null : ONE;
        IntFunction<@Nullable Double> moreMissing = i -> i % 10 == 0 ? null : i % 10 < 4 ? NAN : ONE;

        DayMeasure measure = only(compare(numbers(200, tenthMissing), numbers(200, moreMissing)));

        assertThat(measure.score().orElseThrow())
                .isCloseTo(-0.3 * Math.log(0.6 / 0.9) + 0.3 * Math.log(0.4 / 0.1), within(1e-12));
        assertThat(measure.missingChange().orElseThrow()).isCloseTo(30, within(1e-9));
        assertThat(measure.kolmogorovSmirnov().orElseThrow().statistic()).isZero();
    }

    @Test
    void noticesValuesBelowAndAboveAConstant() {
        List<@Nullable Double> constant = numbers(100, i -> 1.0);

        assertThat(only(compare(constant, numbers(100, i -> 0.0))).drifted()).isTrue();
        assertThat(only(compare(constant, numbers(100, i -> 2.0))).drifted()).isTrue();
        assertThat(only(compare(constant, numbers(100, i -> 1.0))).score()).hasValue(0.0);
    }

    @Test
    void measuresAColumnThatTheBaselineNeverFilled() {
        DayMeasure measure = only(compare(numbers(100, i -> null), numbers(100, i -> (double) i)));

        assertThat(measure.drifted()).isTrue();
        assertThat(measure.kolmogorovSmirnov()).isEmpty();
        assertThat(measure.averageChange()).isEmpty();
    }

    /** Shares 0.5 0.5 0 of a, b and unseen ones, against 0.25 0.5 0.25. */
    @Test
    void poolsCategoriesThatTheBaselineDoesNotHave() {
        List<String> reference = categories(400, i -> i % 2 == 0 ? "a" : "b");
        List<String> current = categories(400, i -> i % 2 == 0 ? "b" : i % 4 == 1 ? "a" : "new" + i);

        DayMeasure measure = only(compare("string", reference, current, DRIFT));

        double empty = 0.5 / 400;
        assertThat(measure.score().orElseThrow())
                .isCloseTo(-0.25 * Math.log(0.25 / 0.5) + (0.25 - empty) * Math.log(0.25 / empty), within(1e-12));
        assertThat(measure.kolmogorovSmirnov()).isEmpty();
        assertThat(measure.averageChange()).isEmpty();
    }

    /** 50 categories of 10 rows each have a bin of their own; the 20 of 1 row share one and may swap rows freely. */
    @Test
    void poolsRareCategories() {
        List<String> reference = categories(520, i -> i < 500 ? "often" + i % 50 : "rare" + i);
        List<String> current = categories(520, i -> i < 500 ? "often" + i % 50 : "rare" + 510);

        DayMeasure measure = only(compare("string", reference, current, DRIFT));

        assertThat(measure.score()).hasValue(0.0);
        assertThat(measure.bars()).contains(new Distances.Bar("other", 20 / 520.0, 20 / 520.0));
    }

    @Test
    void doesNotJudgeTooFewRows() {
        List<@Nullable Double> many = numbers(50, i -> (double) i);
        List<@Nullable Double> few = numbers(49, i -> 1000.0 + i);

        DayMeasure day = only(compare(many, few));
        DayMeasure baseline = only(compare(few, many));

        assertThat(List.of(day, baseline)).allSatisfy(measure -> {
            assertThat(measure.score().orElseThrow()).isGreaterThan(1);
            assertThat(measure.severity()).isEqualTo("unjudged");
            assertThat(measure.unjudgedReason()).hasValue("few rows");
            assertThat(measure.drifted()).isFalse();
        });
    }

    /** As a day of the week does: 1 on the first baseline day, 2 on the second. */
    @Test
    void doesNotJudgeWhatTheDateSets() {
        Dataset<Row> days =
                days("double", numbers(100, i -> 1.0), numbers(100, i -> 3.0)).rows();
        Dataset<Row> second = days.where("event_date = date'2020-03-02'")
                .selectExpr("id + 1000 as id", "date'2020-03-01' as event_date", "2.0D as value");

        DayMeasure measure = only(JudgedDays.of(days.unionByName(second), TRAIN).measures(DRIFT));

        assertThat(measure.score().orElseThrow()).isGreaterThan(1);
        assertThat(measure.unjudgedReason()).hasValue("set by date");
        assertThat(measure.severity()).isEqualTo("unjudged");
        assertThat(measure.drifted()).isFalse();
    }

    @Test
    void leavesLabelsOutThatAreNotKnownYet() {
        List<@Nullable Double> half = numbers(200, i -> i % 2 == 0 ? null : (double) (i % 20));
        List<@Nullable Double> all = numbers(100, i -> 2.0 * (i % 10) + 1);
        ComparedColumn label = new ComparedColumn(
                "value", Role.LABEL, schema("double").apply("value").dataType());

        DayMeasure measure =
                only(days("double", all, half).withColumns(List.of(label)).measures(DRIFT));

        assertThat(measure.rows()).isEqualTo(100);
        assertThat(measure.score()).hasValue(0.0);
        assertThat(measure.unjudgedReason()).hasValue("late labels");
    }

    @Test
    void doesNotDependOnThePartitions() {
        Dataset<Row> rows = days("double", numbers(700, i -> Math.sin(i)), numbers(300, i -> Math.cos(i * i)))
                .rows();

        DayMeasure first = only(JudgedDays.of(rows.repartition(7), TRAIN).measures(DRIFT));
        DayMeasure second = only(JudgedDays.of(rows.coalesce(1), TRAIN).measures(DRIFT));

        assertThat(first).isEqualTo(second);
    }

    @Test
    void namesItsColumnsAsLakehouseMonitoringDoes() {
        Row row = days("double", numbers(60, i -> 1.0), numbers(60, i -> 1.0))
                .metrics(DRIFT)
                .where("column_role = 'feature'")
                .first();

        assertThat(row.schema().toDDL())
                .isEqualTo(
                        "event_date DATE,window STRUCT<start: TIMESTAMP, end: TIMESTAMP> NOT NULL,granularity STRING NOT NULL,"
                                + "monitor_version BIGINT NOT NULL,slice_key STRING,slice_value STRING,column_name STRING,"
                                + "data_type STRING,window_cmp STRUCT<start: TIMESTAMP, end: TIMESTAMP> NOT NULL,"
                                + "drift_type STRING,count_delta BIGINT,avg_delta DOUBLE,percent_null_delta DOUBLE,"
                                + "js_distance DOUBLE,ks_test STRUCT<statistic: DOUBLE, pvalue: DOUBLE>,"
                                + "wasserstein_distance DOUBLE,population_stability_index DOUBLE,"
                                + "chi_squared_test STRUCT<statistic: DOUBLE, pvalue: DOUBLE>,tv_distance DOUBLE,"
                                + "l_infinity_distance DOUBLE,mmd_test STRUCT<statistic: DOUBLE, pvalue: DOUBLE>,"
                                + "adversarial_auc DOUBLE,column_role STRING,stattest_name STRING,"
                                + "stattest_threshold DOUBLE,threshold_rule STRING,stattest_pvalue DOUBLE,"
                                + "drift_score DOUBLE,drift_detected BOOLEAN NOT NULL,severity STRING,"
                                + "unjudged_reason STRING,bin_rule STRING,row_count BIGINT,"
                                + "reference_row_count BIGINT,reference_days INT,contribution_delta DOUBLE,"
                                + "distribution ARRAY<STRUCT<label: STRING, reference: DOUBLE, current: DOUBLE>>,"
                                + "run_id STRING NOT NULL");
        assertThat(row.<Row>getAs("window")).isEqualTo(window("2020-03-03 00:00:00", "2020-03-04 00:00:00"));
        assertThat(row.<Row>getAs("window_cmp")).isEqualTo(window("2020-03-02 00:00:00", "2020-03-03 00:00:00"));
        assertThat(row.<String>getAs("run_id")).isEqualTo("run-1");
    }

    private static Row window(String start, String end) {
        return RowFactory.create(utc(start), utc(end));
    }

    private static Timestamp utc(String text) {
        return Timestamp.from(Instant.parse(text.replace(' ', 'T') + "Z"));
    }

    private static List<@Nullable Double> numbers(int rows, IntFunction<@Nullable Double> value) {
        return IntStream.range(0, rows).mapToObj(value).toList();
    }

    private static List<String> categories(int rows, IntFunction<String> value) {
        return IntStream.range(0, rows).mapToObj(value).toList();
    }

    private static double average(int rows, IntFunction<Double> value) {
        return IntStream.range(0, rows).mapToDouble(value::apply).average().orElseThrow();
    }

    private static List<DayMeasure> compare(List<@Nullable Double> reference, List<@Nullable Double> current) {
        return compare("double", reference, current, DRIFT);
    }

    private static List<DayMeasure> compare(String type, List<?> reference, List<?> current, Drift drift) {
        return days(type, reference, current).measures(drift);
    }

    private static JudgedDays days(String type, List<?> reference, List<?> current) {
        List<Row> rows = new ArrayList<>();
        reference.forEach(value -> rows.add(RowFactory.create(rows.size(), Date.valueOf("2020-03-02"), value)));
        current.forEach(value -> rows.add(RowFactory.create(rows.size(), Date.valueOf("2020-03-03"), value)));
        return JudgedDays.of(SharedSpark.session().createDataFrame(rows, schema(type)), TRAIN);
    }

    private static StructType schema(String type) {
        return StructType.fromDDL("id int, event_date date, value " + type);
    }

    private static DayMeasure only(List<DayMeasure> measures) {
        assertThat(measures).hasSize(1);
        return measures.get(0);
    }
}
