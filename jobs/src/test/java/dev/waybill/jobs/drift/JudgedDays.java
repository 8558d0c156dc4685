package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of some days, profiled and judged as the job does it, without tables.
 *
 * @param rows with {@code id} and {@code event_date}
 * @param reference whose days later ones are compared with
 * @param hours SQL that counts the hours in which a day has rows
 * @param unfinished the latest day, where it is not over
 * @param histories columns that each day is compared in with the day before
 */
record JudgedDays(
        Dataset<Row> rows,
        DateRange reference,
        List<ComparedColumn> columns,
        String hours,
        Optional<LocalDate> unfinished,
        Set<String> histories) {

    static final String CLASS = "weekday(max(event_date)) >= 5";

    /** All columns as features. */
    static JudgedDays of(Dataset<Row> rows, DateRange reference) {
        List<ComparedColumn> columns = ComparedColumn.of(rows.schema(), Role.FEATURE, Set.of("id", "event_date", "at"));
        return new JudgedDays(rows, reference, columns, "24L", Optional.empty(), Set.of());
    }

    JudgedDays withColumns(List<ComparedColumn> others) {
        return new JudgedDays(rows, reference, others, hours, unfinished, histories);
    }

    JudgedDays withHistories(String... names) {
        return new JudgedDays(rows, reference, columns, hours, unfinished, Set.of(names));
    }

    static Drift fixed(double psi, int minRows) {
        return new Drift(1, Optional.of(psi), minRows, CLASS);
    }

    static Drift learned(int minRows) {
        return new Drift(1, Optional.empty(), minRows, CLASS);
    }

    Map<String, BinEdges> edges() {
        Dataset<Row> days = Tables.within(rows, reference);
        return BinEdges.of(days, days.count(), List.of("id"), columns);
    }

    Dataset<Row> profiles(String dayClass) {
        Dataset<Row> days = rows.groupBy("event_date")
                .agg(expr(dayClass).cast("string").as("day_class"), expr(hours).as("hours"))
                .withColumn("stamp", expr("named_struct('grid', 'g', 'features', 'f', 'scores', 's')"));
        Map<String, BinEdges> edges = edges();
        Dataset<Row> profiles = Profiles.of(rows, columns, edges, List.of("id"))
                .withColumn("avg_contribution", expr("cast(null as double)"));
        return ProfileTable.rows(profiles, days, columns, edges, "run");
    }

    Dataset<Row> metrics(Drift drift) {
        TreeSet<LocalDate> days = new TreeSet<>(Tables.dates(rows));
        TreeSet<LocalDate> known = new TreeSet<>(days.subSet(reference.first(), true, reference.last(), true));
        ReferenceDays referenceDays = new ReferenceDays(known, reference.last().plusDays(1));
        List<LocalDate> later = List.copyOf(days.tailSet(reference.last(), false));
        Judging judging = new Judging(
                Judging.Rule.of(drift),
                later,
                referenceDays,
                referenceDays,
                histories,
                Set.copyOf(unfinished.stream().toList()));
        return DriftMetrics.of(profiles(drift.dayClass()), columns, judging, drift, "run-1");
    }

    List<DayMeasure> measures(Drift drift) {
        Dataset<Row> metrics =
                metrics(drift).where("column_role <> 'table'").orderBy(col("event_date"), col("column_name"));
        return Sessions.summaries(metrics).stream().map(DayMeasure::of).toList();
    }
}
