package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The history of every key that has any, as rows of a day see it: what the rows that they know would be told if they asked on
 * that day. To be closed once it has been looked at.
 */
public final class HistoryOfKeys implements AutoCloseable {

    private final HistoryFeatures histories;
    private final Optional<Long> newestLabel;

    private HistoryOfKeys(HistoryFeatures histories, Optional<Long> newestLabel) {
        this.histories = histories;
        this.newestLabel = newestLabel;
    }

    /**
     * Computes it.
     *
     * @param day whose start it is as of, also where features are as of the request
     */
    public static HistoryOfKeys of(TableVersion clean, LocalDate day, FeatureEngineer.Params params, Tables tables) {
        Source source = params.source();
        Features features = params.features();
        Timeline timeline = new Timeline(source, features.asOf());
        Instant since = timeline.since(day, features.reach());
        Dataset<Row> known = LateRows.beside(tables.read(clean), source, tables, Optional.empty())
                .where(functions
                        .col(Tables.EVENT_DATE)
                        .lt(functions.lit(day))
                        .and(timeline.knownSince(since, LateRows.datesSince(since, source, tables))));
        return Sessions.inZone(known.sparkSession(), source.timeZone(), () -> of(known, day, timeline, features));
    }

    private static HistoryOfKeys of(Dataset<Row> known, LocalDate day, Timeline timeline, Features features) {
        Instant start = day.atStartOfDay(timeline.source().timeZone()).toInstant();
        Dataset<Row> asked = known.withColumn(Tables.EVENT_DATE, functions.lit(Date.valueOf(day)))
                .withColumn(timeline.source().eventTime(), functions.lit(Timestamp.from(start)));
        HistoryFeatures histories = new HistoryFeatures(asked, known, timeline.source(), features);
        return new HistoryOfKeys(histories, newest(known, day, start, timeline));
    }

    private static Optional<Long> newest(Dataset<Row> known, LocalDate day, Instant start, Timeline timeline) {
        long limit = timeline.asOf() == AsOf.dayStart ? day.toEpochDay() : start.toEpochMilli() * 1_000;
        Source.Label label = timeline.source().label();
        Column isKnown = functions
                .col(label.name())
                .isNotNull()
                .and(functions.col(label.availableAt()).isNotNull())
                .and(timeline.known().lt(limit));
        Row newest = Sessions.summary(known.where(isKnown).agg(functions.max(timeline.knownAt())));
        return newest.isNullAt(0) ? Optional.empty() : Optional.of(newest.getLong(0));
    }

    /** One row for each key of a group, with the columns {@code group}, {@code key} and {@code answers}, in order. */
    public Dataset<Row> answers() {
        return histories.ofKeys();
    }

    /** When the newest label of all became known, in microseconds; empty where there is none. */
    public Optional<Long> newestLabel() {
        return newestLabel;
    }

    @Override
    public void close() {
        histories.close();
    }
}
