package dev.waybill.jobs.features;

import dev.waybill.common.table.FeatureTable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * How old the newest label of all is, whatever its key, when a row sees history: what tells a quiet key from rows that
 * have not come in.
 */
final class HistoryAge {

    private static final String NEWEST_AT = "_newest_at";
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
        return labels.unionByName(asks, true)
                .groupBy(HistoryFeatures.TIME)
                .agg(
                        functions.max(HistoryFeatures.KNOWN_AT).as(HistoryFeatures.KNOWN_AT),
                        functions.max(HistoryFeatures.ASKED_AT).as(HistoryFeatures.ASKED_AT))
                .withColumn(
                        NEWEST_AT,
                        functions
                                .max(HistoryFeatures.KNOWN_AT)
                                .over(Window.orderBy(HistoryFeatures.TIME)
                                        .rangeBetween(Window.unboundedPreceding(), -1)))
                .where(functions.col(HistoryFeatures.ASKED_AT).isNotNull());
    }

    private static Column hours(Duration limit) {
        Column hours = functions
                .col(HistoryFeatures.ASKED_AT)
                .minus(functions.col(NEWEST_AT))
                .divide(MICROS_OF_HOUR);
        return functions.when(hours.leq(limit.toHours()), hours);
    }
}
