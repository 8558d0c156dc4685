package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.conf.CheckKind;
import dev.waybill.common.conf.Checks;
import dev.waybill.common.report.Figures;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of each new day against the median of recent accepted days. New are the days after the last one that is published
 * already, or the day that the run is for; all of them are compared with the days before them.
 */
public final class RecentDays {

    /** Of fewer days, a median says little. */
    static final int FEWEST_DAYS = 3;

    private static final String ROWS = "_rows";

    private RecentDays() {}

    /**
     * The check, or none where there is no new day, or too few days before it.
     *
     * @param clean the batch's rows
     * @param last the last of their days
     * @param published the clean table as it stands
     * @param date the day that the run is for
     */
    public static Optional<Check> volume(
            Checks limits, Dataset<Row> clean, LocalDate last, Dataset<Row> published, Optional<LocalDate> date) {
        Column day = col(Tables.EVENT_DATE);
        Column before = date.map(on -> day.lt(Date.valueOf(on))).orElse(lit(true));
        List<Row> recent = perDay(published.where(before))
                .orderBy(day.desc())
                .limit(limits.volume().days())
                .collectAsList();
        if (recent.size() < FEWEST_DAYS
                || !last.isAfter(recent.get(0).getDate(0).toLocalDate())) {
            return Optional.empty();
        }
        Column isNew = date.map(on -> day.equalTo(Date.valueOf(on)))
                .orElse(day.gt(recent.get(0).getDate(0)));
        return worst(limits, perDay(clean.where(isNew)), median(recent));
    }

    private static Dataset<Row> perDay(Dataset<Row> rows) {
        return rows.groupBy(Tables.EVENT_DATE).count().withColumnRenamed("count", ROWS);
    }

    private static double median(List<Row> days) {
        long[] rows = days.stream().mapToLong(day -> day.getLong(1)).sorted().toArray();
        return (rows[(rows.length - 1) / 2] + rows[rows.length / 2]) / 2.0;
    }

    /** Of the new days, the one that comes nearest to a limit, or goes farthest beyond it. */
    private static Optional<Check> worst(Checks limits, Dataset<Row> days, double median) {
        Column times = col("_times");
        Column below = lit(limits.volume().least()).divide(times);
        Column above = times.divide(limits.volume().most());
        return days
                .withColumn("_times", col(ROWS).divide(median))
                .withColumn("_below", below.geq(above))
                .orderBy(greatest(below, above).desc(), col(Tables.EVENT_DATE))
                .limit(1)
                .collectAsList()
                .stream()
                .findFirst()
                .map(day -> check(limits, day));
    }

    private static Check check(Checks limits, Row day) {
        double times = day.getDouble(2);
        String failure = "%s has %s rows, %s times the median of recent days; checks.volume allows %s to %s times"
                .formatted(
                        day.getDate(0),
                        Figures.count(day.getLong(1)),
                        Shown.number(times),
                        Shown.number(limits.volume().least()),
                        Shown.number(limits.volume().most()));
        return day.getBoolean(3)
                ? Check.atLeast(
                        limits, CheckKind.VOLUME, "", times, limits.volume().least(), failure)
                : Check.atMost(
                        limits, CheckKind.VOLUME, "", times, limits.volume().most(), failure);
    }
}
