package dev.waybill.jobs.drift;

import dev.waybill.common.section.Split.DateRange;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Days of trips on which nothing changes but what does on any day: weekdays and weekends have their hours, each day its
 * weather, demand in some zones, a traffic of its own and a history that moves a little.
 *
 * @param rows a day
 * @param days of them the first 28 are the reference
 * @param seed of all that is drawn
 */
record MadeUpDays(long rows, int days, long seed) {

    static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

    static final DateRange REFERENCE = new DateRange(FIRST, FIRST.plusDays(27));

    /** Columns, each with what its rows are drawn by. */
    private static final List<String> COLUMNS = List.of(
            "cast(if(weekend, 10 + 12 * pow(u1, 0.8), if(u2 < 0.5, 8 + 3 * u1, 16 + 6 * u1)) as int) as hour",
            "weekday(event_date) as weekday",
            "weekend as is_weekend",
            "exp(0.8 + 0.6 * n1 + 0.03 * d1) as straight_km",
            "concat('zone-', cast(40 * pow(u3, 1.5 + 0.06 * d2) as int)) as zone",
            "if(u4 < 0.5 + 0.02 * d3, 'bike', if(u4 < 0.8 + 0.02 * d3, 'scooter', 'car')) as vehicle",
            "element_at(array('dry', 'rain', 'fog'), 1 + cast(2.999 * pow(u5, exp(1.2 * d4)) as int)) as weather",
            "if(u6 < 0.2 + 0.015 * d5, null, 1 + cast(4 * u6 * u6 as int)) as passengers",
            "round(20 + 0.3 * d6 + 5 * n2, 1) as history_minutes",
            "18 + 0.4 * d6 as history_of_all",
            "12 + 6 * exp(0.4 * n2 + 0.05 * d7) + if(weekend, -2, 0) as eta_minutes");

    /** With a change of a column from a day on, as SQL over all of them; empty for none. */
    JudgedDays drawn(SparkSession spark, String... changed) {
        Dataset<Row> uniform = spark.range(0, rows * days)
                .selectExpr("id", "date_add(date'%s', cast(id div %d as int)) as event_date".formatted(FIRST, rows))
                .selectExpr(Stream.of(
                                List.of("id", "event_date", "weekday(event_date) >= 5 as weekend"),
                                draws("u", "id", 6),
                                normals("n", "id", 2),
                                normals("d", "event_date", 7))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
        Dataset<Row> drawn = uniform.selectExpr(
                Stream.concat(Stream.of("id", "event_date"), COLUMNS.stream()).toArray(String[]::new));
        if (changed.length > 0) {
            drawn = drawn.withColumn(changed[0], functions.expr(changed[1]));
        }
        return JudgedDays.of(drawn, REFERENCE).withHistories("history_minutes", "history_of_all");
    }

    private List<String> draws(String name, String of, int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> "%s as %s%d".formatted(uniform(of, name + i), name, i))
                .toList();
    }

    /** By the method of Box and Muller. */
    private List<String> normals(String name, String of, int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> "sqrt(-2 * ln(%s)) * cos(2 * pi() * %s) as %s%d"
                        .formatted(uniform(of, name + i), uniform(of, name + i + "b"), name, i))
                .toList();
    }

    private String uniform(String of, String salt) {
        return "((pmod(xxhash64(%s, '%s', %d), 1048576) + 0.5) / 1048576)".formatted(of, salt, seed);
    }

    static Set<LocalDate> alarms(List<DayMeasure> measures) {
        return measures.stream()
                .filter(DayMeasure::drifted)
                .map(DayMeasure::day)
                .collect(Collectors.toSet());
    }
}
