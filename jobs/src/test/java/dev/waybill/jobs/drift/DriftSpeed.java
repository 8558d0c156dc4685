package dev.waybill.jobs.drift;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * How fast a day of many rows is compared with stored profiles; run by tests/benchmarks/drift.sh.
 *
 * <p>{@code write FOLDER ROWS} makes the rows: 30 columns, 24 of numbers and 6 of text, ten days of a tenth of the rows as the
 * reference and one day of all rows. {@code judge FOLDER} profiles the ten days, and then measures the day: its profile in one
 * pass, and all distances in all columns.
 */
final class DriftSpeed {

    private static final DateRange REFERENCE = DateRange.parse("2024-01-01/2024-01-10");

    private DriftSpeed() {}

    public static void main(String... arguments) {
        SparkSession spark = Sessions.start(
                "drift",
                Map.of("spark.master", "local[2]", "spark.ui.enabled", "false", "spark.sql.shuffle.partitions", "4"));
        if (arguments[0].equals("write")) {
            write(spark, arguments[1], Long.parseLong(arguments[2]));
        } else {
            judge(spark, arguments[1]);
        }
    }

    private static void write(SparkSession spark, String folder, long rows) {
        String[] columns = IntStream.range(0, 30)
                .mapToObj(i -> "%s as c%02d".formatted(i % 5 == 4 ? text(i) : number(i), i))
                .toArray(String[]::new);
        Dataset<Row> day = spark.range(rows).selectExpr(columns);
        day.write().parquet(folder + "/event_date=2024-01-11");
        for (int i = 1; i <= 10; i++) {
            spark.range(i * rows, i * rows + rows / 10)
                    .selectExpr(columns)
                    .write()
                    .parquet("%s/event_date=2024-01-%02d".formatted(folder, i));
        }
    }

    private static String number(int i) {
        String uniform = "(pmod(xxhash64(id, %d), 1000003) / 1000003)".formatted(i);
        return i % 5 == 0 ? "cast(20 * %s as int)".formatted(uniform) : "ln(0.001 + %s) * %d".formatted(uniform, i);
    }

    private static String text(int i) {
        return "concat('v', cast(%d * pow(pmod(xxhash64(id, %d), 1000003) / 1000003, 2) as int))".formatted(10 * i, i);
    }

    private static void judge(SparkSession spark, String folder) {
        Dataset<Row> rows = spark.read()
                .parquet(folder)
                .withColumn("event_date", functions.col("event_date").cast("date"));
        List<ComparedColumn> columns =
                ComparedColumn.of(rows.schema(), ComparedColumn.Role.FEATURE, Set.of("event_date"));
        Dataset<Row> reference = Tables.within(rows, REFERENCE);
        Map<String, BinEdges> edges = BinEdges.of(reference, reference.count(), List.of("c01", "c02", "c03"), columns);
        Dataset<Row> stored = profiles(reference, columns, edges).persist();
        stored.count();
        Dataset<Row> day = rows.where("event_date = date'2024-01-11'");
        long start = System.nanoTime();
        List<DayMeasure> measures = DriftMetrics.of(
                        stored.unionByName(profiles(day, columns, edges)), columns, judging(), DRIFT, "run")
                .where("column_role <> 'table'")
                .collectAsList()
                .stream()
                .map(DayMeasure::of)
                .toList();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "waybill: %,d rows, %d columns: %.1f s, %,.0f rows/s; %d drifted%n",
                measures.get(0).rows(),
                measures.size(),
                seconds,
                measures.get(0).rows() / seconds,
                measures.stream().filter(DayMeasure::drifted).count());
    }

    private static final Drift DRIFT = new Drift(1, Optional.empty(), 500, JudgedDays.CLASS);

    private static Judging judging() {
        TreeSet<LocalDate> days = new TreeSet<>(
                REFERENCE.first().datesUntil(REFERENCE.last().plusDays(1)).toList());
        ReferenceDays reference = new ReferenceDays(days, REFERENCE.last().plusDays(1));
        return new Judging(
                Judging.Rule.of(DRIFT),
                List.of(REFERENCE.last().plusDays(1)),
                reference,
                reference,
                Set.of(),
                Set.of());
    }

    private static Dataset<Row> profiles(Dataset<Row> rows, List<ComparedColumn> columns, Map<String, BinEdges> edges) {
        Dataset<Row> days = rows.select("event_date")
                .distinct()
                .selectExpr(
                        "event_date",
                        "'any' as day_class",
                        "24L as hours",
                        "named_struct('grid', 'g', 'features', 'f', 'scores', 's') as stamp");
        Dataset<Row> profiles = Profiles.of(rows, columns, edges, List.of("c01", "c02", "c03"))
                .withColumn("avg_contribution", functions.lit(null).cast("double"));
        return ProfileTable.rows(profiles, days, columns, edges, "run");
    }
}
