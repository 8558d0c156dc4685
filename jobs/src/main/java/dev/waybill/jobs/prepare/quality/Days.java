package dev.waybill.jobs.prepare.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The days that a batch is about. A clock that was wrong, or a trip booked into next month, leaves a few rows on days before
 * or after. The batch is about the days from the first to the last that has more than a hundredth of the rows of the
 * largest day; rows outside are stray.
 *
 * @param first of the days without strays; empty if there are no rows
 * @param last likewise
 * @param newest event time on these days
 * @param strays rows on other days
 * @param strayDays the first few of these days
 */
public record Days(
        Optional<LocalDate> first,
        Optional<LocalDate> last,
        Optional<Instant> newest,
        long strays,
        List<LocalDate> strayDays) {

    public static final Days NONE = new Days(Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of());

    public static final String ROWS = "_rows";
    public static final String NEWEST = "_newest";

    /** How many days of strays are named. */
    private static final int SHOWN = 3;

    /**
     * Finds them.
     *
     * @param perDay for each event date, how many rows and the time of the newest
     * @param largest rows of a day
     */
    public static Days of(Dataset<Row> perDay, long largest) {
        Column day = col(Tables.EVENT_DATE);
        Row body = perDay.where(col(ROWS).multiply(Parts.STRAY).gt(largest))
                .select(min(day), max(day), max(col(NEWEST)))
                .first();
        if (body.isNullAt(0)) {
            return NONE;
        }
        Dataset<Row> apart = perDay.where(not(day.between(body.getDate(0), body.getDate(1))))
                .where(col(ROWS).gt(0));
        Row strays = apart.select(sum(col(ROWS))).first();
        return new Days(
                Optional.of(body.getDate(0).toLocalDate()),
                Optional.of(body.getDate(1).toLocalDate()),
                Optional.of(body.getTimestamp(2)).map(Timestamp::toInstant),
                strays.isNullAt(0) ? 0 : strays.getLong(0),
                strays.isNullAt(0) ? List.of() : firstOf(apart));
    }

    private static List<LocalDate> firstOf(Dataset<Row> apart) {
        return apart.select(Tables.EVENT_DATE).orderBy(Tables.EVENT_DATE).limit(SHOWN).collectAsList().stream()
                .map(row -> row.getDate(0).toLocalDate())
                .toList();
    }

    /**
     * That there are no strays.
     *
     * @param rows of the batch, strays among them
     */
    public Check check(Checks limits, long rows) {
        double share = rows == 0 ? 0 : (double) strays / rows;
        String days = strayDays.stream().map(LocalDate::toString).collect(Collectors.joining(", "));
        String failure = "%d of its rows %s dated apart from the others, which are from %s to %s: %s"
                .formatted(strays, strays == 1 ? "is" : "are", shown(first), shown(last), days);
        return Check.atMost(limits, CheckKind.STRAY_ROWS, "", share, 0, failure).blaming(outside());
    }

    private String outside() {
        return first.isEmpty()
                ? "false"
                : "not %s between date'%s' and date'%s'".formatted(Tables.EVENT_DATE, shown(first), shown(last));
    }

    private static String shown(Optional<LocalDate> day) {
        return day.map(LocalDate::toString).orElse("");
    }
}
