package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.report.Figures;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of each new day against the median of recent accepted days. New are the days after the last one that is published
 * already, or the day that the run is for; all of them are compared with the days before them. Days of stray rows are
 * neither: see {@link Days}.
 *
 * <p>The first and the last day of a batch may be there in part: they are judged for too few rows only where no other day
 * is new. A day that is not over is not judged for them at all.
 *
 * @param published the clean table as it stands
 * @param date the day that the run is for
 * @param today the first day that is not over
 */
public record RecentDays(Checks limits, Dataset<Row> published, Optional<LocalDate> date, LocalDate today) {

    /** Of fewer days, a median says little. */
    static final int FEWEST_DAYS = 3;

    private static final Column DAY = col(Tables.EVENT_DATE);
    private static final Column TIMES = col("_times");
    private static final Column IS_OVER = col("_is_over");
    private static final Column IS_COMPLETE = col("_is_complete");

    /**
     * The check, and a warning of a day at the edge; nothing where there is no new day, or too few days before it.
     *
     * @param clean the batch's rows
     * @param days those that they are about
     */
    public List<Check> volume(Dataset<Row> clean, Days days) {
        List<Row> recent = recent();
        boolean isComparable = recent.size() >= FEWEST_DAYS
                && days.last().isPresent()
                && days.last().get().isAfter(recent.get(0).getDate(0).toLocalDate());
        return isComparable ? checks(perDay(clean.where(isNew(days, recent))), days, median(recent)) : List.of();
    }

    /** The latest days that are published, without those of strays, the latest first. */
    private List<Row> recent() {
        Column before = date.map(on -> DAY.lt(Date.valueOf(on))).orElse(lit(true));
        int most = limits.volume().days();
        List<Row> latest = perDay(published.where(before))
                .orderBy(DAY.desc())
                .limit(2 * most)
                .collectAsList();
        long largest = latest.stream().mapToLong(day -> day.getLong(1)).max().orElse(0);
        return latest.stream()
                .filter(day -> day.getLong(1) * Parts.STRAY > largest)
                .limit(most)
                .toList();
    }

    private Column isNew(Days days, List<Row> recent) {
        Column isOfBatch = DAY.between(
                Date.valueOf(days.first().orElseThrow()),
                Date.valueOf(days.last().orElseThrow()));
        return date.map(on -> DAY.equalTo(Date.valueOf(on)))
                .orElse(DAY.gt(recent.get(0).getDate(0)).and(isOfBatch));
    }

    private static Dataset<Row> perDay(Dataset<Row> rows) {
        return rows.groupBy(Tables.EVENT_DATE).agg(count(lit(1)).as(Days.ROWS));
    }

    private static double median(List<Row> days) {
        long[] rows = days.stream().mapToLong(day -> day.getLong(1)).sorted().toArray();
        return (rows[(rows.length - 1) / 2] + rows[rows.length / 2]) / 2.0;
    }

    private List<Check> checks(Dataset<Row> perDay, Days days, double median) {
        Column isEdge = DAY.isin(
                Date.valueOf(days.first().orElseThrow()),
                Date.valueOf(days.last().orElseThrow()));
        Row found = perDay.withColumn("_times", col(Days.ROWS).divide(median))
                .withColumn("_is_over", DAY.lt(Date.valueOf(today)))
                .withColumn("_is_complete", IS_OVER.and(date.isPresent() ? lit(true) : not(isEdge)))
                .agg(
                        count(lit(1)),
                        count_if(IS_COMPLETE),
                        max(candidate(IS_COMPLETE)),
                        max(candidate(IS_OVER)),
                        max(when(IS_OVER.and(not(IS_COMPLETE)), candidate(lit(true)))))
                .first();
        if (found.getLong(0) == 0) {
            return List.of();
        } else if (found.getLong(1) == 0) {
            return List.of(check(found.getStruct(3), found.getLong(0)));
        }
        return Stream.concat(
                        Stream.of(check(found.getStruct(2), found.getLong(0))),
                        Optional.ofNullable(found.getStruct(4)).flatMap(this::atTheEdge).stream())
                .toList();
    }

    /** Of some days, the largest is the one that comes nearest to a limit, or goes farthest beyond it; then the first. */
    private Column candidate(Column isWhole) {
        Column below = when(isWhole, lit(limits.volume().least()).divide(TIMES)).otherwise(0);
        Column above = TIMES.divide(limits.volume().most());
        return struct(
                greatest(below, above),
                negate(unix_date(DAY)),
                DAY.as("day"),
                col(Days.ROWS).as("rows"),
                TIMES.as("times"),
                below.geq(above).as("below"));
    }

    /** What one day of many concerns is its part of the batch. */
    private Check check(Row day, long days) {
        Check check = check(day, "; checks.volume allows %s to %s times");
        return check.concerning(check.excess() / days, limits);
    }

    private Optional<Check> atTheEdge(Row day) {
        Check check = check(
                        day,
                        ", where checks.volume allows %s to %s times; it may be there in part, as the first or the last of its batch")
                .as(Severity.warning);
        return day.getBoolean(5) && !check.passed() ? Optional.of(check) : Optional.empty();
    }

    private Check check(Row day, String allowed) {
        double least = limits.volume().least();
        double most = limits.volume().most();
        double times = day.getDouble(4);
        String failure = "%s has %s rows, %s times the median of recent days"
                        .formatted(day.getDate(2), Figures.count(day.getLong(3)), Shown.number(times))
                + allowed.formatted(Shown.number(least), Shown.number(most));
        return day.getBoolean(5)
                ? Check.atLeast(limits, CheckKind.VOLUME, "", times, least, failure)
                : Check.atMost(limits, CheckKind.VOLUME, "", times, most, failure);
    }
}
