package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.table.FeatureTable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * How old the newest label of all is, whatever its key, when a row sees history: what tells a quiet key from rows that
 * have not come in.
 */
final class HistoryAge {

    private static final String NEWEST_AT = "_newest_at";
    private static final String DAY = "_day";
    private static final String ON_EARLIER_DAYS = "_on_earlier_days";
    private static final String ON_THE_SAME_DAY = "_on_the_same_day";
    private static final long MICROS_OF_DAY = TimeUnit.DAYS.toMicros(1);
    private static final double MICROS_OF_HOUR = TimeUnit.HOURS.toMicros(1);

    private HistoryAge() {}

    /**
     * Rows with the hours beside them, null beyond a limit.
     *
     * @param known all rows whose labels may have become known within the limit, and maybe more
     */
    static Dataset<Row> join(Dataset<Row> asked, Dataset<Row> known, Timeline timeline, Duration limit) {
        Dataset<Row> newest = newest(asked, known, timeline)
                .select(functions.col(HistoryFeatures.TIME), hours(limit).as(FeatureTable.HISTORY_AGE));
        return asked.withColumn(HistoryFeatures.TIME, timeline.asked())
                .join(newest, HistoryFeatures.TIME)
                .drop(HistoryFeatures.TIME);
    }

    /** One row for each time at which one asks: the newest of what was known before. */
    private static Dataset<Row> newest(Dataset<Row> asked, Dataset<Row> known, Timeline timeline) {
        Dataset<Row> asks = asked.select(
                timeline.asked().as(HistoryFeatures.TIME), timeline.askedAt().as(HistoryFeatures.ASKED_AT));
        Dataset<Row> labels = known.where(functions
                        .col(timeline.source().label().name())
                        .isNotNull()
                        .and(functions
                                .col(timeline.source().label().availableAt())
                                .isNotNull()))
                .select(
                        timeline.known().as(HistoryFeatures.TIME),
                        timeline.knownAt().as(HistoryFeatures.KNOWN_AT));
        Dataset<Row> times = labels.unionByName(asks, true)
                .groupBy(HistoryFeatures.TIME)
                .agg(
                        functions.max(HistoryFeatures.KNOWN_AT).as(HistoryFeatures.KNOWN_AT),
                        functions.max(HistoryFeatures.ASKED_AT).as(HistoryFeatures.ASKED_AT));
        Dataset<Row> answered = timeline.asOf() == AsOf.dayStart
                ? times.withColumn(NEWEST_AT, newestBefore(Window.orderBy(HistoryFeatures.TIME)))
                : ofInstants(times);
        return answered.where(functions.col(HistoryFeatures.ASKED_AT).isNotNull());
    }

    /**
     * What became known on earlier days, or earlier on the same day: there are as many instants as rows, and in order they
     * would all go through one task. As it is, one gets those of a day, and one a row for each day.
     */
    private static Dataset<Row> ofInstants(Dataset<Row> times) {
        Dataset<Row> ofDays = times.withColumn(
                DAY, functions.floor(functions.col(HistoryFeatures.TIME).divide(MICROS_OF_DAY)));
        Dataset<Row> earlier = ofDays.groupBy(DAY)
                .agg(functions.max(HistoryFeatures.KNOWN_AT).as(HistoryFeatures.KNOWN_AT))
                .select(functions.col(DAY), newestBefore(Window.orderBy(DAY)).as(ON_EARLIER_DAYS));
        return ofDays.withColumn(
                        ON_THE_SAME_DAY, newestBefore(Window.partitionBy(DAY).orderBy(HistoryFeatures.TIME)))
                .join(earlier, DAY)
                .withColumn(
                        NEWEST_AT, functions.greatest(functions.col(ON_EARLIER_DAYS), functions.col(ON_THE_SAME_DAY)));
    }

    private static Column newestBefore(WindowSpec order) {
        return functions.max(HistoryFeatures.KNOWN_AT).over(order.rangeBetween(Window.unboundedPreceding(), -1));
    }

    private static Column hours(Duration limit) {
        Column hours = functions
                .col(HistoryFeatures.ASKED_AT)
                .minus(functions.col(NEWEST_AT))
                .divide(MICROS_OF_HOUR);
        return functions.when(hours.leq(limit.toHours()), hours);
    }
}
