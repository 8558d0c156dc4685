package dev.waybill.jobs.features;

import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Tables;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * What time is to histories: whole days where they are taken as of the start of the day, microseconds where they are
 * taken as of the request. Either way a row that asks at time t sees, in a window of length w, exactly what became
 * known at a time in [t - w, t). In whole days those are w calendar days, also where clocks change; in microseconds w
 * times 24 hours.
 */
record Timeline(Source source, AsOf asOf) {

    private static final long MICROS_OF_DAY = TimeUnit.DAYS.toMicros(1);

    /** When a row asks. */
    Column asked() {
        return asOf == AsOf.dayStart ? day(Tables.EVENT_DATE) : askedAt();
    }

    /** The instant as of which a row sees history, in microseconds. */
    Column askedAt() {
        return micros(asOf == AsOf.dayStart ? Tables.EVENT_DATE : source.eventTime());
    }

    /**
     * When a row's values became known: when the label was available, or, of a row that came late, when it came. Never
     * before the row's own event time, so that no row's label gets into its own features, however odd its times.
     */
    Column known() {
        return asOf == AsOf.dayStart
                ? functions.greatest(
                        day(Tables.EVENT_DATE), day(source.label().availableAt()), day(LateRows.ARRIVED_AT))
                : knownAt();
    }

    /** The instant at which a row's values became known, in microseconds. */
    Column knownAt() {
        return functions.greatest(
                micros(source.eventTime()), micros(source.label().availableAt()), micros(LateRows.ARRIVED_AT));
    }

    /** A window in the unit of times. */
    static long length(AsOf asOf, Days window) {
        return asOf == AsOf.dayStart ? window.number() : window.number() * MICROS_OF_DAY;
    }

    /** From when on values became known that are in the history of a date. */
    Instant since(LocalDate date, Duration reach) {
        return date.atStartOfDay(source.timeZone())
                .minus(reach)
                .minusDays(1) // clocks may change
                .toInstant();
    }

    /**
     * Rows whose values may have become known since a moment: told by columns of which Delta keeps ranges.
     *
     * @param late dates of which rows came since then
     */
    Column knownSince(Instant moment, Collection<LocalDate> late) {
        Column limit = functions.lit(moment);
        Column known = Stream.concat(
                        Stream.of(source.label().availableAt(), source.eventTime()), source.arrivesAt().stream())
                .map(column -> functions.col(column).geq(limit))
                .reduce(Column::or)
                .orElseThrow();
        return late.isEmpty()
                ? known
                : known.or(functions
                        .col(Tables.EVENT_DATE)
                        .isin(late.stream().map(Date::valueOf).toArray()));
    }

    private static Column day(String column) {
        return functions.unix_date(functions.to_date(functions.col(column))).cast("long");
    }

    private static Column micros(String column) {
        return functions.unix_micros(functions.col(column).cast("timestamp"));
    }
}
